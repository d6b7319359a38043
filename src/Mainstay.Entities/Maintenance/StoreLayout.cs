namespace Mainstay.Entities.Maintenance;

/// <summary>Where things are in a data folder, or in a backup of one. A backup has the journal under the same names, and the keys in a folder of their own that can be moved away.</summary>
internal sealed record StoreLayout(string Folder, bool IsBackup)
{
    public string Journal => Path.Combine(Folder, "journal");

    public string Head => Path.Combine(Journal, "head");

    public string PostgresHead => Path.Combine(Folder, "postgres", "head");

    public string Keys => IsBackup ? Path.Combine(Folder, "keys", "keys.db") : Path.Combine(Folder, "keys.db");

    public string Settings => Path.Combine(Folder, "settings");

    public string Files => Path.Combine(Folder, "files");

    public string Entities => Path.Combine(Folder, "entities.db");

    public string Views => Path.Combine(Folder, "views");

    public string MasterKey => Path.Combine(Folder, "secrets", "master.key");

    /// <summary>Looks what a folder is.</summary>
    /// <exception cref="MaintenanceRefusedException">There is no journal in it.</exception>
    public static StoreLayout Of(string folder)
    {
        folder = Path.GetFullPath(folder);
        if (!Directory.Exists(Path.Combine(folder, "journal"))) throw new MaintenanceRefusedException($"{folder} is neither a data folder nor a backup: there is no journal in it. Nothing was changed.");
        return new StoreLayout(folder, IsBackup: !File.Exists(Path.Combine(folder, DataFolder.LockName)));
    }

    /// <summary>The data folder of a store whose journal is in a database.</summary>
    /// <exception cref="MaintenanceRefusedException">There is no such folder.</exception>
    public static StoreLayout OfDatabase(string folder)
    {
        folder = Path.GetFullPath(folder);
        if (!Directory.Exists(folder)) throw new MaintenanceRefusedException($"There is no data folder {folder}. Nothing was changed.");
        return new StoreLayout(folder, IsBackup: false);
    }

    /// <summary>True while a server has the data folder.</summary>
    public bool IsHeld()
    {
        try
        {
            using var held = new FileStream(Path.Combine(Folder, DataFolder.LockName), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>Creates a folder that only its owner can look into.</summary>
    public static void CreatePrivate(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
