using Compose.Plans;

namespace Compose.CommandLine;

/// <summary>What every verb that reads a plan does: policy, tenant and store from the options.</summary>
internal static class PlanSession
{
    public static ValidationOptions Validation(Invocation invocation) => new()
    {
        HostPolicy = PolicyFile.Read(invocation.Parsed),
        Tenant = invocation.Parsed.GetValue(GlobalOptions.Tenant),
        Blobs = StoreFolder.Open(invocation.Parsed),
        Remote = SourceSession.Open(invocation),
        RequireLock = invocation.Parsed.GetValue(GlobalOptions.Locked),
        Observer = invocation.Observer,
    };

    /// <summary>A plan that passed every phase, or all errors as an exception.</summary>
    public static ValidatedPlan Validated(Invocation invocation, string path) =>
        PlanValidator.Validate(PlanReader.ReadFile(path), Validation(invocation)).Require();
}
