using System.Collections.Immutable;

namespace Mainstay.Cashback.Programmes;

/// <summary>The programmes this server runs. Filled at start from a folder; a demo adds its own before the server answers.</summary>
internal sealed class ProgrammeCatalogue
{
    private ImmutableDictionary<string, Programme> _programmes = ImmutableDictionary<string, Programme>.Empty;

    /// <summary>In order of their first day.</summary>
    public IEnumerable<Programme> All => _programmes.Values.OrderBy(programme => programme.Periods[0].Start).ThenBy(programme => programme.Id, StringComparer.Ordinal);

    /// <summary>Reads every *.json file of a folder.</summary>
    /// <exception cref="ProgrammeInvalidException">One of them cannot be used, or two are one programme.</exception>
    public static ProgrammeCatalogue FromFolder(string folder)
    {
        var catalogue = new ProgrammeCatalogue();
        if (!Directory.Exists(folder)) throw new ProgrammeInvalidException(folder, "the folder of Cashback:ProgrammesPath does not exist");
        foreach (var file in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            catalogue.Add(ProgrammeReader.Read(File.ReadAllBytes(file), Path.GetFileName(file)));
        }

        return catalogue;
    }

    /// <exception cref="ProgrammeInvalidException">There is one of that name already.</exception>
    public void Add(Programme programme)
    {
        if (!ImmutableInterlocked.TryAdd(ref _programmes, programme.Id, programme))
        {
            throw new ProgrammeInvalidException(programme.Id, "two files have this \"programme\"");
        }
    }

    public Programme? Find(string programme) => _programmes.GetValueOrDefault(programme);
}
