using Mainstay.Tests.Simulation.Harness;

namespace Mainstay.Tests.Simulation.Oracles;

/// <summary>At its cursor, a view shows what a fold over the journal up to there gives.</summary>
internal sealed class ViewsShowTheFold : Oracle
{
    private readonly Dictionary<string, long> _checked = new(StringComparer.Ordinal);

    public override string Promise => "a view is a fold over the journal";

    public override void AfterStep(World world)
    {
        foreach (var view in world.Views)
        {
            // A dying process may show what is gone after it; its successor rebuilds.
            if (view.Position == _checked.GetValueOrDefault(view.Name, -1) || world.Host!.Queue.Failure is not null) continue;
            _checked[view.Name] = view.Position;
            Compare(world, view);
        }
    }

    public override void AtEnd(World world)
    {
        foreach (var view in world.Views) Require(view.Position == world.Model.Offset, $"{view.Name} stands at {view.Position} of {world.Model.Offset}");
    }

    private void Compare(World world, SimulatedView view)
    {
        Require(view.Position <= world.Model.Offset, $"{view.Name} shows offset {view.Position} of {world.Model.Offset}");
        using var connection = view.OpenReader();
        var (shown, fold) = (view.Shown(connection), view.Fold(world.Model.Rows.Take((int)view.Position)));
        Require(shown.SequenceEqual(fold, StringComparer.Ordinal), $"at {view.Position} {view.Name} shows\n  {string.Join("\n  ", shown)}\nand not\n  {string.Join("\n  ", fold)}");
    }
}
