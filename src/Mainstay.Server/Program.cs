using Mainstay.Server.Commands;

return await CommandLine.RunAsync(args);
