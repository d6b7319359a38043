namespace Mainstay.Drill.Bench.Overload;

/// <summary>
/// What the least answer of this server costs over as many connections as the overload has. A refusal costs about as much, and generator and server share the processors: what both need for the surplus
/// is missing to everybody else, however well it is decided whom to turn away.
/// </summary>
/// <param name="Server">Processor seconds of the server for one.</param>
/// <param name="Generator">Processor seconds of the generator for one.</param>
internal readonly record struct LeastAnswer(double Server, double Generator)
{
    /// <summary>The largest share of the capacity that can still be answered when all others get the least answer.</summary>
    /// <param name="capacity">What is answered a second when all processors are used for it.</param>
    /// <param name="times">How often the capacity is offered.</param>
    public double MostGoodput(double capacity, double times)
    {
        var surplus = capacity * (Server + Generator);
        return Math.Max(0, (Environment.ProcessorCount - (times * surplus)) / (Environment.ProcessorCount - surplus));
    }

    /// <summary>How many microseconds server and generator together may need for one so that a share of the capacity is still answered.</summary>
    /// <param name="goodput">The share.</param>
    /// <param name="capacity">What is answered a second when all processors are used for it.</param>
    /// <param name="times">How often the capacity is offered.</param>
    public static double MayCostMicroseconds(double goodput, double capacity, double times) => Environment.ProcessorCount * (1 - goodput) / ((times - goodput) * capacity) * 1e6;
}
