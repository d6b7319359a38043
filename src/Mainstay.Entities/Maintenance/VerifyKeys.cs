namespace Mainstay.Entities.Maintenance;

/// <summary>Opens every person's key, and looks whether somebody's is missing for whom the journal has something sealed.</summary>
internal sealed class VerifyKeys(StoreLayout layout, string? masterKeyPath, Action<FindingKind, string, string> found)
{
    private const string PutBack = "The journal is sound; nothing was changed. Put keys.db back from its newest backup.";

    public void Check(IReadOnlySet<string> subjects)
    {
        if (!File.Exists(layout.Keys))
        {
            var kind = subjects.Count > 0 && !layout.IsBackup ? FindingKind.Damage : FindingKind.Note;
            if (subjects.Count > 0) found(kind, "keys.db", $"It is not here, and personal data of {subjects.Count} people is sealed in the journal. Without it nobody can read that. It is kept apart from a backup: make sure that it exists.");
            return;
        }

        var masterKey = masterKeyPath ?? layout.MasterKey;
        if (!File.Exists(masterKey))
        {
            found(layout.IsBackup ? FindingKind.Note : FindingKind.Damage, "keys.db", $"It was not opened, because the master key is not at {masterKey}. Without that key nobody's personal data can be read; the journal is sound.");
            return;
        }

        Open(masterKey, subjects);
    }

    private void Open(string masterKey, IReadOnlySet<string> subjects)
    {
        try
        {
            using var keys = KeyRing.OpenForReading(layout.Keys, SecretKeyFile.Open(masterKey));
            foreach (var (subject, state) in keys.All())
            {
                if (state == KeyState.Damaged) found(FindingKind.Damage, "keys.db", $"The key of {subject} does not open. {PutBack}");
            }

            foreach (var subject in subjects.Where(subject => !keys.Knows(subject)).Take(100))
            {
                found(FindingKind.Damage, "keys.db", $"The key of {subject} is missing, and the journal has something sealed for them. {PutBack}");
            }
        }
        catch (StoreDamagedException damaged)
        {
            found(FindingKind.Damage, "keys.db", damaged.Message);
        }
        catch (SqliteFailedException damage) when (damage.IsDamage)
        {
            found(FindingKind.Damage, "keys.db", $"It cannot be read: {damage.Message}. {PutBack}");
        }
    }
}
