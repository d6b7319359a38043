using Mainstay.FeederAgent.Commands;

return await CommandLine.RunAsync(args);
