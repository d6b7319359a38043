using Mainstay.FeederAgent.Simulation;
using Mainstay.FeederAgent.Wifi;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using static Mainstay.Tests.Unit.FeederAgent.Plans;

namespace Mainstay.Tests.Unit.FeederAgent.Wifi;

/// <summary>A radio, a folder and a time, and programs that come and go with them.</summary>
public abstract class WifiDeskTest : IDisposable
{
    private protected const string Home = Mainstay.Tests.Unit.FeederAgent.Wifi.Radio.Home;

    private readonly TempFolder _folder = new();
    private readonly SimulatedTime _time = new(Tuesday("07:00"));
    private readonly List<WifiDesk> _desks = [];
    private CancellationTokenSource _power = new();

    protected WifiDeskTest() => Radio = new Radio(_time);

    private protected static WifiWish Wish { get; } = new(Ssid.OfText("Attic")!, WifiSecurity.Password, IsHidden: false, WifiPassword.Of("correct horse"));

    private protected Radio Radio { get; }

    private protected string Folder => _folder.Path;

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    private protected WifiDesk Start()
    {
        _power = new CancellationTokenSource();
        var desk = Make(Radio);
        _ = _time.Run(() => desk.RunAsync(_power.Token));
        Pass(0);
        return desk;
    }

    private protected WifiDesk Make(IWifi? radio)
    {
        var desk = new WifiDesk(radio, Folder, _time, () => _time.Now, NullLogger.Instance);
        _desks.Add(desk);
        return desk;
    }

    private protected void End()
    {
        _power.Cancel();
        Pass(0);
    }

    private protected void Pass(int seconds) => _time.Advance(Duration.FromSeconds(seconds));

    protected virtual void Dispose(bool disposing)
    {
        End();
        _power.Dispose();
        _desks.ForEach(desk => desk.Dispose());
        _folder.Dispose();
    }
}
