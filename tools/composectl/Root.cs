using System.CommandLine;

namespace Compose.CommandLine;

/// <summary>The tree of verbs.</summary>
internal static class Root
{
    /// <param name="run">The verb that runs guests.</param>
    /// <param name="words">
    /// What was typed. A run gets its own verb only: some two hundred options of the others would be made in vain at every start.
    /// </param>
    public static RootCommand Create(ExecRunVerb run, string[] words)
    {
        var root = new RootCommand("Turns a plan into one WebAssembly component, and runs it with exactly the authority it was granted.")
        {
            GlobalOptions.Format,
            GlobalOptions.Json,
            GlobalOptions.Store,
            GlobalOptions.Policy,
            GlobalOptions.Tenant,
            GlobalOptions.Events,
            GlobalOptions.EventsLevel,
            GlobalOptions.Receipts,
            GlobalOptions.Trust,
            GlobalOptions.Offline,
            GlobalOptions.Locked,
            GlobalOptions.Audit,
        };
        VerbHelp.Attach(root);
        var exec = new Command("exec", "Run plans, artifacts and components.") { run.Command };
        if (words is ["exec", "run", ..])
        {
            root.Subcommands.Add(exec);
            return root;
        }

        exec.Subcommands.Add(ExecInvokeVerb.Create());
        exec.Subcommands.Add(ExecServeVerb.Create());
        exec.Subcommands.Add(ExecKeyVerb.Create());
        exec.Subcommands.Add(ExecReplayVerb.Create());
        root.Subcommands.Add(PlanVerbs.Create());
        root.Subcommands.Add(EmitVerbs.Create());
        root.Subcommands.Add(exec);
        root.Subcommands.Add(EngineVerbs.Create());
        root.Subcommands.Add(ReflectVerbs.Create());
        root.Subcommands.Add(WitVerbs.Create());
        root.Subcommands.Add(ComponentVerbs.Create());
        root.Subcommands.Add(TrustVerbs.Create());
        root.Subcommands.Add(SecretsVerbs.Create());
        root.Subcommands.Add(AuditVerbs.Create());
        root.Subcommands.Add(AttestVerbs.Create());
        root.Subcommands.Add(PushVerb.Create());
        root.Subcommands.Add(PullVerb.Create());
        root.Subcommands.Add(CopyVerb.Create());
        root.Subcommands.Add(BlobVerbs.Create());
        root.Subcommands.Add(CanonVerbs.Create());
        root.Subcommands.Add(ConformanceVerbs.Create());
        root.Subcommands.Add(EventsVerb.Create());
        root.Subcommands.Add(MetricsVerbs.Create());
        return root;
    }
}
