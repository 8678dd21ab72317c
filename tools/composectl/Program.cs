using System.CommandLine;
using Compose.CommandLine;

var run = new ExecRunVerb();
RootCommand root = Root.Create(run, args);
(string[] ours, run.GuestWords) = GuestArguments.Split(args, run.Command);
return Dispatch.Run(root.Parse(ours));
