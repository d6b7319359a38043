using System.Collections.Immutable;

namespace Mainstay.Cashback.Programmes;

/// <summary>The programmes this server runs. Read at start.</summary>
internal sealed class ProgrammeCatalogue
{
    private ImmutableDictionary<string, Programme> _programmes = ImmutableDictionary<string, Programme>.Empty;

    /// <summary>In order of their first day.</summary>
    public IEnumerable<Programme> All => _programmes.Values.OrderBy(programme => programme.Periods[0].Start).ThenBy(programme => programme.Id, StringComparer.Ordinal);

    /// <summary>Reads every *.json file of two folders.</summary>
    /// <param name="shipped">The programmes that come with the server, or those of the setting; it must be there.</param>
    /// <param name="own">The programmes that were added to this store; it may be missing.</param>
    /// <exception cref="ProgrammeInvalidException">One of them cannot be used, or two are one programme.</exception>
    public static ProgrammeCatalogue FromFolders(string shipped, string own)
    {
        if (!Directory.Exists(shipped)) throw new ProgrammeInvalidException(shipped, "the folder of Cashback:ProgrammesPath does not exist");
        var catalogue = new ProgrammeCatalogue();
        foreach (var folder in new[] { shipped, own }.Where(Directory.Exists))
        {
            foreach (var file in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
            {
                catalogue.Add(ProgrammeReader.Read(File.ReadAllBytes(file), Path.GetFileName(file)));
            }
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
