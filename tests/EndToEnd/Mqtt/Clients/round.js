// A message of each quality goes round, by the mqtt package of npm: round.js MODULE URL 4|5
const [module_, url, version] = process.argv.slice(2);
const mqtt = require(module_);

async function main() {
  const client = await mqtt.connectAsync(url, { protocolVersion: Number(version), rejectUnauthorized: false });
  const arrived = [];
  const all = new Promise((resolve) =>
    client.on("message", (topic, payload, packet) => {
      arrived.push(`${topic} ${payload} ${packet.qos}`);
      if (arrived.length === 3) resolve();
    }));
  await client.subscribeAsync("round/#", { qos: 2 });
  for (const qos of [0, 1, 2]) await client.publishAsync(`round/${qos}`, `x${qos}`, { qos });
  await all;
  await client.endAsync();
  console.log(arrived.sort().join(", "));
}

main();
