using Thresher.Silo.Startup;

return await SiloProgram.RunAsync(args);
