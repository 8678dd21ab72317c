using System.CommandLine;
using Compose.CommandLine;

// There is no store here, whose log could be meant.
GlobalOptions.Events.Description = "Append what happens to this file, one event a line as JSON; - is standard error.";
var root = new RootCommand(ConformanceVerbs.Description)
{
    GlobalOptions.Format,
    GlobalOptions.Json,
    GlobalOptions.Events,
    GlobalOptions.EventsLevel,
};
VerbHelp.Attach(root);
ConformanceVerbs.AddTo(root);
return Dispatch.Run(root.Parse(args), "conformance");
