using System.CommandLine;
using System.Data.Common;
using System.Globalization;
using Mainstay.Entities;
using Mainstay.Entities.Maintenance;
using Mainstay.Server.Hosting;
using Mainstay.Web;

namespace Mainstay.Server.Commands;

/// <summary>The tools that work on a store without a server: backup, restore, verify, inspect.</summary>
internal static class StoreCommands
{
    private static readonly Option<string?> s_data = new("--data") { HelpName = "DIR", Description = "The data folder (default ./data)." };
    private static readonly Option<string?> s_masterKey = new("--master-key") { HelpName = "FILE", Description = "The master key, when it is not in the data folder's secrets." };

    public static IEnumerable<Command> All(IReadOnlyList<string> settings)
    {
        var store = new StoreSettings(settings);
        return [Backup(store), Restore(store), Verify(store), Inspect(store)];
    }

    private static Command Backup(StoreSettings store)
    {
        var target = new Argument<string>("DIR") { Description = "A new or empty folder, or an earlier backup of the same store, which is brought up to date." };
        var withoutKeys = new Option<bool>("--without-keys") { Description = "Leaves out the keys of people's data, which are to be kept apart and for at most 30 days." };
        var command = new Command("backup", "Copies what cannot be made again; a server may be running.") { target, s_data, withoutKeys };
        command.SetAction(parsed => Guarded(parsed, progress =>
        {
            var (source, withoutJournal) = (DataOf(parsed, store), store.Postgres is not null);
            var result = BackupTool.Run(new BackupOptions(source, parsed.GetRequiredValue(target)) { SideStores = StoreSettings.SideStores, WithoutKeys = parsed.GetValue(withoutKeys), WithoutJournal = withoutJournal, OnProgress = progress });
            if (withoutJournal) Say(parsed, $"Backed up what is in the data folder: {result.BytesCopied} bytes.");
            else Say(parsed, $"Backed up to offset {result.Head.Offset}: {result.SegmentsCopied} segments copied, {result.SegmentsKept} kept, {result.BytesCopied} bytes.");
            foreach (var notice in result.Notices) Say(parsed, $"{notice}");
            return ExitCode.Stopped;
        }));
        return command;
    }

    private static Command Restore(StoreSettings store)
    {
        var backup = new Argument<string>("DIR") { Description = "The backup." };
        var command = new Command("restore", "Makes a data folder from a backup, and checks it.") { backup, s_data, s_masterKey };
        command.SetAction(parsed => Guarded(parsed, progress =>
        {
            RefuseDatabase(store);
            var result = RestoreTool.Run(new RestoreOptions(parsed.GetRequiredValue(backup), DataOf(parsed, store)) { SideStores = StoreSettings.SideStores, MasterKeyPath = KeyOf(parsed, store), OnProgress = progress });
            Say(parsed, $"Restored {result.Events} events up to offset {result.Head.Offset}.");
            foreach (var notice in result.Notices) Say(parsed, $"{notice}");
            return ExitCode.Stopped;
        }));
        return command;
    }

    private static Command Verify(StoreSettings store)
    {
        var folder = new Argument<string?>("DIR") { Arity = ArgumentArity.ZeroOrOne, Description = "A data folder or a backup (default: the data folder)." };
        var writeHead = new Option<bool>("--write-head") { Description = "Writes the recorded head anew when the journal itself is sound. No server may be running." };
        var command = new Command("verify", "Checks every byte of the journal, replays it, and compares.") { folder, s_data, s_masterKey, writeHead };
        command.SetAction(parsed => Guarded(parsed, progress =>
        {
            var place = parsed.GetValue(folder) ?? DataOf(parsed, store);
            var options = new VerifyOptions(place, StoreSettings.EntityTypes)
            {
                SideStores = StoreSettings.SideStores,
                Postgres = HoldsJournal(place) ? null : store.Postgres,
                MasterKeyPath = KeyOf(parsed, store),
                WriteHead = parsed.GetValue(writeHead),
                OnProgress = progress,
            };
            return Report(parsed, VerifyTool.Run(options));
        }));
        return command;
    }

    private static Command Inspect(StoreSettings store)
    {
        var stream = new Argument<string>("STREAM") { Description = "Such as participant/town-cashback:0n70z6rrtz0pcyf0444qq0rxj8." };
        var reveal = new Option<bool>("--reveal") { Description = "Shows people's data too. Who looks at it is for the administrator to account for." };
        var command = new Command("inspect", "Prints the events of one stream, one per line.") { stream, s_data, s_masterKey, reveal };
        command.SetAction(parsed => Guarded(parsed, _ =>
        {
            var options = new InspectOptions(DataOf(parsed, store), parsed.GetRequiredValue(stream), StoreSettings.EntityTypes)
            {
                Postgres = store.Postgres,
                Reveal = parsed.GetValue(reveal),
                MasterKeyPath = KeyOf(parsed, store),
            };
            foreach (var found in InspectTool.Run(options)) Say(parsed, $"{found.Offset} {found.Version} {found.At:O} {found.Actor} {found.Type} {found.Json}");
            return ExitCode.Stopped;
        }));
        return command;
    }

    private static int Report(ParseResult parsed, VerifyResult result)
    {
        Say(parsed, $"{result.Events} events in {result.Segments} segments, up to offset {result.Head.Offset}; {result.Entities} entities replayed, {result.RowsCompared} rows compared.");
        foreach (var finding in result.Findings) Say(parsed, $"{finding.Kind}: {finding.Where}: {finding.What}");
        Say(parsed, $"{(result.IsSound ? "Everything is sound." : "Something is damaged; see above.")}");
        return result.IsSound ? ExitCode.Stopped : ExitCode.Damaged;
    }

    /// <summary>Runs a tool; what it refuses and what it finds damaged is said in words.</summary>
    private static int Guarded(ParseResult parsed, Func<Action<MaintenanceProgress>, int> tool)
    {
        Umask.OwnerOnly();
        using var progress = new ProgressLine(parsed.InvocationConfiguration.Error);
        try
        {
            return tool(progress.Show);
        }
        catch (Exception failure) when (CodeOf(failure) is { } code)
        {
            progress.Dispose();
            parsed.InvocationConfiguration.Error.WriteLine("mainstay: " + failure.Message);
            return code;
        }
    }

    private static int? CodeOf(Exception failure) => failure switch
    {
        MaintenanceRefusedException => ExitCode.Usage,
        StoreDamagedException => ExitCode.Damaged,
        DataFolderInUseException => ExitCode.DataFolderTaken,
        InvalidDataException or SettingException or PostgresRefusedException => ExitCode.Settings, // InvalidDataException: appsettings.json.
        IOException or UnauthorizedAccessException or SqliteFailedException or DbException => ExitCode.StoreFailed,
        _ => null,
    };

    private static void RefuseDatabase(StoreSettings store)
    {
        if (store.Postgres is null) return;
        throw new MaintenanceRefusedException(
            "The journal is in PostgreSQL (Store:Kind is postgres), and its own tools restore it: what pg_basebackup or pg_dump has made. "
            + "Into a new data folder, copy keys/keys.db, files and settings from the backup, and secrets from where they are kept; then `mainstay verify --write-head`. Nothing was changed.");
    }

    /// <summary>A folder with a journal in it is looked at as it is: a backup of the time before the database, for one.</summary>
    private static bool HoldsJournal(string folder) => Directory.Exists(Path.Combine(folder, "journal"));

    private static string DataOf(ParseResult parsed, StoreSettings store) => parsed.GetValue(s_data) ?? store.DataFolder;

    private static string? KeyOf(ParseResult parsed, StoreSettings store) => parsed.GetValue(s_masterKey) ?? store.MasterKeyPath;

    private static void Say(ParseResult parsed, FormattableString line) => parsed.InvocationConfiguration.Output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
