using System.CommandLine;
using Compose.CommandLine;
using Compose.Host.Clr;

if (args is ["exec", "run", ..])
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
