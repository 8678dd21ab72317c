using System.CommandLine;

namespace Compose.CommandLine;

/// <summary>Options that every verb takes.</summary>
internal static class GlobalOptions
{
    public static readonly Option<Format> Format = new("--format", "-f")
    {
        Description = "How to write the answer.",
        Recursive = true,
        DefaultValueFactory = _ => CommandLine.Format.Text,
    };

    public static readonly Option<bool> Json = new("--json")
    {
        Description = "The same as --format json.",
        Recursive = true,
    };

    public static readonly Option<string?> Store = new("--store")
    {
        Description = "The folder of the content-addressed store (default: COMPOSE_HOME, then the XDG data folder).",
        HelpName = "DIR",
        Recursive = true,
    };

    public static readonly Option<string?> Policy = new("--policy")
    {
        Description = "The host's policy: a YAML or JSON file.",
        HelpName = "FILE",
        Recursive = true,
    };

    public static readonly Option<string?> Events = new("--events")
    {
        Description = "Append what happens to this file, one event a line as JSON; - is standard error, `store` the log of the store.",
        HelpName = "FILE",
        Recursive = true,
    };

    public static readonly Option<string?> EventsLevel = new("--events-level")
    {
        Description = "The least level of events: trace, info, warn or error (default: info).",
        HelpName = "LEVEL",
        Recursive = true,
    };

    public static readonly Option<string?> Receipts = new("--receipts")
    {
        Description = "Append the receipt of every operation and denial to this file, one a line as canonical JSON.",
        HelpName = "FILE",
        Recursive = true,
    };

    public static readonly Option<string?> Tenant = new("--tenant")
    {
        Description = "The tenant in whose name this runs.",
        HelpName = "NAME",
        Recursive = true,
    };

    public static readonly Option<string?> Trust = new("--trust")
    {
        Description = "The trust policy: a YAML or JSON file (default: COMPOSE_TRUST, then ~/.config/compose/trust.yaml).",
        HelpName = "FILE",
        Recursive = true,
    };

    public static readonly Option<bool> Offline = new("--offline")
    {
        Description = "Fetch nothing that plans name by address: the store and vendored bytes have to do.",
        Recursive = true,
    };

    public static readonly Option<bool> Locked = new("--locked")
    {
        Description = "Refuse plans whose addresses are not all in their lock file.",
        Recursive = true,
    };

    public static readonly Option<bool> Audit = new("--audit")
    {
        Description = "Keep what is done in the tenant's audit journal in the store (default: COMPOSE_AUDIT=1).",
        Recursive = true,
    };
}
