using Mainstay.Entities;
using Mainstay.Tests.Writer;

// writer FOLDER WRITERS SEGMENT-BYTES: opens the store as the server does, and writes until standard input ends or the store fails. On standard output, a line each:
//   state W N      what was found for writer W: N commands (before "ready")
//   ready
//   acked W N      writer W's command N is on disk
//   unknown W N    whether it is on disk is not known
// Exit codes as the server's: 0 asked to stop, 65 damaged, 74 the store could not be written, 75 another process has the folder.
try
{
    using var house = new WriterHouse(args[0], int.Parse(args[1]), long.Parse(args[2]));
    return await house.RunAsync();
}
catch (StoreDamagedException damaged)
{
    await Console.Error.WriteLineAsync(damaged.Message);
    return 65;
}
catch (DataFolderInUseException held)
{
    await Console.Error.WriteLineAsync(held.Message);
    return 75;
}
catch (IOException failed)
{
    await Console.Error.WriteLineAsync(failed.Message);
    return 74;
}
