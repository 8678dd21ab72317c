using System.CommandLine;
using Compose.Plans;

namespace Compose.CommandLine;

/// <summary>What every verb that reads a plan does: policy, tenant and store from the options.</summary>
internal static class PlanSession
{
    public static ValidationOptions Validation(ParseResult parsed) => new()
    {
        HostPolicy = PolicyFile.Read(parsed),
        Tenant = parsed.GetValue(GlobalOptions.Tenant),
        Blobs = StoreFolder.Open(parsed),
    };

    /// <summary>A plan that passed every phase, or all errors as an exception.</summary>
    public static ValidatedPlan Validated(ParseResult parsed, string path) =>
        PlanValidator.Validate(PlanReader.ReadFile(path), Validation(parsed)).Require();
}
