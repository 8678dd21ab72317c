using System.CommandLine;

namespace Compose.CommandLine;

/// <summary><c>plan init|build|validate|info|fmt|migrate|lock|update|vendor</c>.</summary>
internal static class PlanVerbs
{
    public static Command Create() => new("plan", "Write, check and build plans.")
    {
        PlanInitVerb.Create(),
        PlanValidateVerb.Create(),
        PlanBuildVerb.Create(),
        PlanInfoVerb.Create(),
        PlanFmtVerb.Create(),
        PlanMigrateVerb.Create(),
        PlanLockVerbs.Lock(),
        PlanLockVerbs.Update(),
        PlanLockVerbs.Vendor(),
    };

    public static Argument<string> File() => new("PLAN") { Description = "A plan: YAML, JSON or CBOR." };
}
