using System.Security.Cryptography;
using System.Text;

namespace Mainstay.Tests.Simulation.Harness;

/// <summary>What happened, line by line. Kept only when somebody wants to read it: a run that fails is run again with one.</summary>
internal sealed class Trace
{
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines => _lines;

    public void Add(string line) => _lines.Add(line);

    public string Hash() => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', _lines))));
}
