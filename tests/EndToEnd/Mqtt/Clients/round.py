"""A message of each quality goes round, by paho of Debian: round.py tcp|websockets PORT 4|5"""
import sys
import threading

import paho.mqtt.client as mqtt

transport, port, version = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
client = mqtt.Client(client_id="", protocol=version, transport=transport)
if transport == "websockets":
    client.ws_set_options(path="/mqtt")
arrived, subscribed, all_there = [], threading.Event(), threading.Event()


def on_message(_client, _data, message):
    arrived.append(f"{message.topic} {message.payload.decode()} {message.qos}")
    if len(arrived) == 3:
        all_there.set()


client.on_message = on_message
client.on_subscribe = lambda *_: subscribed.set()
client.connect("127.0.0.1", port)
client.loop_start()
client.subscribe("round/#", 2)
assert subscribed.wait(10)
for qos in (0, 1, 2):
    client.publish(f"round/{qos}", f"x{qos}", qos=qos).wait_for_publish(10)
assert all_there.wait(10), arrived
client.disconnect()
client.loop_stop()
print(", ".join(sorted(arrived)))
