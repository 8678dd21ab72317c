using System.CommandLine;
using Compose.CommandLine;
using Compose.Host.Clr;

// A run that names the other engine has no use for it.
if (args is ["exec", "run", ..] && !Array.Exists(args, static word => word.Contains("wasmtime", StringComparison.Ordinal)))
{
    Rehearsal.Begin();
}

Command root = Root.Create(args, out ExecRunVerb? run);
string[] ours = args;
if (run is not null)
{
    (ours, run.GuestWords) = GuestArguments.Split(args, run.Command);
}

return Dispatch.Run(root.Parse(ours), "composectl");
