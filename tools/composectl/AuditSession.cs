using System.CommandLine;
using Compose.Provenance;
using Compose.Store;

namespace Compose.CommandLine;

/// <summary>The tenant's audit journal in the store.</summary>
internal static class AuditSession
{
    /// <summary>The variable that keeps a journal without the option.</summary>
    public const string Variable = "COMPOSE_AUDIT";

    /// <summary>Where a run without tenant keeps its facts.</summary>
    private const string NoTenant = "default";

    /// <summary>The sink that <c>--audit</c> or the environment asks for, or null.</summary>
    public static IAuditSink? Sink(ParseResult parsed) =>
        parsed.GetValue(GlobalOptions.Audit) || Environment.GetEnvironmentVariable(Variable) == "1" ? Journal(parsed) : null;

    public static AuditJournal Journal(ParseResult parsed)
    {
        ContentStore store = StoreFolder.Require(parsed);
        return new AuditJournal(store.PathOf(AuditJournal.Folder, parsed.GetValue(GlobalOptions.Tenant) ?? NoTenant), HostKey.Load(store.Root));
    }
}
