namespace Compose.Plans;

/// <summary>The maps of a canonical plan of version 2. Numbers are never reused; what is allotted and not there yet is reserved.</summary>
public static class PlanShapes
{
    public static CborShape Plan { get; } = new("plan-v2",
    [
        new(0, "version", KeyUse.Required),
        new(1, "components", KeyUse.Required),
        new(2, "instances", KeyUse.Required),
        new(3, "wires", KeyUse.Optional),
        new(4, "exports", KeyUse.Optional),
        new(5, "secrets", KeyUse.Optional),
        new(6, "policy", KeyUse.Required),
        new(7, "name", KeyUse.Optional),
        new(8, "adapters", KeyUse.Reserved),
        new(9, "budgets", KeyUse.Optional),
        new(10, "profile", KeyUse.Reserved),
        new(11, "layers", KeyUse.Reserved),
        new(12, "interfaces", KeyUse.Reserved),
        new(13, "trust", KeyUse.Reserved),
        new(14, "features", KeyUse.Optional),
    ]);

    public static CborShape Component { get; } = new("component",
    [
        new(0, "id", KeyUse.Required),
        new(1, "digest", KeyUse.Required),
        new(2, "source", KeyUse.Optional),
        new(3, "interfaces", KeyUse.Reserved),
    ]);

    public static CborShape Instance { get; } = new("instance",
    [
        new(0, "id", KeyUse.Required),
        new(1, "component", KeyUse.Required),
        new(2, "capabilities", KeyUse.Optional),
        new(3, "secrets", KeyUse.Optional),
        new(4, "isolate", KeyUse.Reserved),
        new(5, "linkage", KeyUse.Reserved),
        new(6, "budget", KeyUse.Reserved),
        new(7, "trust", KeyUse.Reserved),
    ]);

    public static CborShape Wire { get; } = new("wire",
    [
        new(0, "consumer", KeyUse.Required),
        new(1, "import", KeyUse.Required),
        new(2, "provider", KeyUse.Required),
        new(3, "export", KeyUse.Required),
        new(4, "via", KeyUse.Reserved),
        new(5, "adapter", KeyUse.Reserved),
    ]);

    public static CborShape Budget { get; } = new("budget",
    [
        new(0, "consumer", KeyUse.Required),
        new(1, "import", KeyUse.Required),
        new(2, "calls", KeyUse.Required),
    ]);

    public static CborShape Export { get; } = new("export",
    [
        new(0, "name", KeyUse.Required),
        new(1, "instance", KeyUse.Required),
        new(2, "export", KeyUse.Required),
    ]);

    public static CborShape Capability { get; } = new("capability",
    [
        new(0, "name", KeyUse.Required),
        new(1, "level", KeyUse.Required),
        new(2, "vars", KeyUse.Optional),
        new(3, "cwd", KeyUse.Optional),
        new(4, "values", KeyUse.Optional),
        new(5, "dirs", KeyUse.Optional),
        new(6, "allow", KeyUse.Optional),
        .. CapabilityParameter.All.Select(p => new CborKey(p.Key, p.Name, KeyUse.Optional)),
    ]);

    public static CborShape Directory { get; } = new("directory",
    [
        new(0, "host", KeyUse.Required),
        new(1, "guest", KeyUse.Required),
        new(2, "read-only", KeyUse.Optional),
        new(3, "quota", KeyUse.Optional),
        new(4, "files", KeyUse.Optional),
    ]);

    public static CborShape Secret { get; } = new("secret", [new(0, "id", KeyUse.Required), new(1, "uri", KeyUse.Required)]);

    public static CborShape SecretUse { get; } = new("secret-use", [new(0, "name", KeyUse.Required), new(1, "secret", KeyUse.Required)]);

    public static CborShape Policy { get; } = new("policy",
    [
        new(0, "determinism", KeyUse.Required),
        new(1, "tenant", KeyUse.Optional),
        new(2, "seed", KeyUse.Optional),
        new(3, "limits", KeyUse.Optional),
        new(4, "class", KeyUse.Reserved),
    ]);

    public static CborShape Limits { get; } = new("limits",
    [
        new(0, "cpu-ms", KeyUse.Optional),
        new(1, "memory-bytes", KeyUse.Optional),
        new(2, "io-ops", KeyUse.Optional),
        new(3, "wall-ms", KeyUse.Optional),
        new(4, "fuel", KeyUse.Optional),
        new(5, "table-elements", KeyUse.Optional),
        new(6, "handles", KeyUse.Optional),
        new(7, "open-files", KeyUse.Optional),
        new(8, "output-bytes", KeyUse.Optional),
    ]);

    /// <summary>What was added after version 2.</summary>
    public static CborShape Features { get; } = new("features", [new(0, "engine", KeyUse.Optional)]);

    /// <summary>Every map, in the order of the CDDL.</summary>
    public static IReadOnlyList<CborShape> All { get; } =
        [Plan, Component, Instance, Wire, Export, Capability, Directory, Secret, SecretUse, Policy, Limits, Budget, Features];
}
