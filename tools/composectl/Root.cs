using System.CommandLine;

namespace Compose.CommandLine;

/// <summary>The tree of verbs.</summary>
internal static class Root
{
    private const string Name = "composectl";

    private static readonly string[] s_nouns =
    [
        "plan", "emit", "exec", "engine", "reflect", "wit", "component", "trust", "secrets", "audit", "attest", "push", "pull",
        "copy", "blob", "canon", "conformance", "events", "metrics",
    ];

    /// <param name="words">
    /// What was typed. Only the verbs of the first word are made, and a run gets its own verb only: some two hundred options
    /// of the others would be made in vain at every start.
    /// </param>
    /// <param name="run">The verb that runs guests; null where it is not among them.</param>
    public static Command Create(string[] words, out ExecRunVerb? run)
    {
        bool runOnly = words is ["exec", "run", ..];

        // What a root command has more than another are help and the version, whose texts it reads from resources at once.
        Command root = runOnly && !Array.Exists(words, AsksForHelp) ? new Command(Name) : WithHelp();
        root.Options.Add(GlobalOptions.Format);
        root.Options.Add(GlobalOptions.Json);
        root.Options.Add(GlobalOptions.Store);
        root.Options.Add(GlobalOptions.Policy);
        root.Options.Add(GlobalOptions.Tenant);
        root.Options.Add(GlobalOptions.Events);
        root.Options.Add(GlobalOptions.EventsLevel);
        root.Options.Add(GlobalOptions.Receipts);
        root.Options.Add(GlobalOptions.Trust);
        root.Options.Add(GlobalOptions.Offline);
        root.Options.Add(GlobalOptions.Locked);
        root.Options.Add(GlobalOptions.Audit);
        run = null;
        if (words is [var first, ..] && Array.IndexOf(s_nouns, first) >= 0)
        {
            root.Subcommands.Add(Make(first, runOnly, ref run));
            return root;
        }

        foreach (string noun in s_nouns)
        {
            root.Subcommands.Add(Make(noun, false, ref run));
        }

        return root;
    }

    private static RootCommand WithHelp()
    {
        var root = new RootCommand("Turns a plan into one WebAssembly component, and runs it with exactly the authority it was granted.");
        VerbHelp.Attach(root);
        return root;
    }

    private static bool AsksForHelp(string word) => word is "-h" or "/h" or "--help" or "-?" or "/?";

    private static Command Make(string noun, bool runOnly, ref ExecRunVerb? run) => noun switch
    {
        "plan" => PlanVerbs.Create(),
        "emit" => EmitVerbs.Create(),
        "exec" => Exec(run = new ExecRunVerb(), runOnly),
        "engine" => EngineVerbs.Create(),
        "reflect" => ReflectVerbs.Create(),
        "wit" => WitVerbs.Create(),
        "component" => ComponentVerbs.Create(),
        "trust" => TrustVerbs.Create(),
        "secrets" => SecretsVerbs.Create(),
        "audit" => AuditVerbs.Create(),
        "attest" => AttestVerbs.Create(),
        "push" => PushVerb.Create(),
        "pull" => PullVerb.Create(),
        "copy" => CopyVerb.Create(),
        "blob" => BlobVerbs.Create(),
        "canon" => CanonVerbs.Create(),
        "conformance" => ConformanceVerbs.Create(),
        "events" => EventsVerb.Create(),
        _ => MetricsVerbs.Create(),
    };

    private static Command Exec(ExecRunVerb run, bool runOnly)
    {
        var exec = new Command("exec", "Run plans, artifacts and components.") { run.Command };
        if (!runOnly)
        {
            exec.Subcommands.Add(ExecInvokeVerb.Create());
            exec.Subcommands.Add(ExecServeVerb.Create());
            exec.Subcommands.Add(ExecKeyVerb.Create());
            exec.Subcommands.Add(ExecReplayVerb.Create());
        }

        return exec;
    }
}
