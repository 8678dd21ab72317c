// Commands run inside this process: they share its working directory, its environment and its console.
[assembly: Xunit.CollectionBehavior(DisableTestParallelization = true)]
