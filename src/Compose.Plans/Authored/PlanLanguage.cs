namespace Compose.Plans;

/// <summary>
/// The key table of authored plans: the reader, its did-you-mean and the published JSON schema
/// (<c>docs/plan.schema.json</c>) agree with it.
/// </summary>
public static class PlanLanguage
{
    public static PlanObject Root { get; } = new("plan",
    [
        new("compose", KeyUse.Required, "the version of the plan language: 2"),
        new("name", KeyUse.Optional, "a name for people"),
        new("components", KeyUse.Required, "id → component"),
        new("instances", KeyUse.Optional, "id → instance; absent: one of each component"),
        new("exports", KeyUse.Optional, "what the composition exports"),
        new("secrets", KeyUse.Optional, "id → URI of a secret"),
        new("policy", KeyUse.Optional, "determinism, seed, tenant and limits"),
        new("features", KeyUse.Optional, "additions after version 2, by name"),
        new("adapters", KeyUse.Reserved, "adapters between interfaces"),
        new("budgets", KeyUse.Reserved, "budgets shared by instances"),
        new("profile", KeyUse.Reserved, "a named set of defaults"),
        new("layers", KeyUse.Reserved, "layers of an image"),
        new("trust", KeyUse.Reserved, "the trust label of the plan"),
        new("interfaces", KeyUse.Reserved, "pins of interface ids"),
    ]);

    public static PlanObject Component { get; } = new("component",
    [
        new("source", KeyUse.Optional, "a path, relative to the plan, or an address: https://…, oci://HOST/NAME:TAG, git:URL#TAG:PATH"),
        new("digest", KeyUse.Optional, "sha256:… of the component's bytes"),
        new("interfaces", KeyUse.Reserved, "pins of interface ids"),
    ]);

    public static PlanObject Instance { get; } = new("instance",
    [
        new("component", KeyUse.Optional, "the id of the component; absent: that of the instance"),
        new("wires", KeyUse.Optional, "import → instance that provides it"),
        new("capabilities", KeyUse.Optional, "what the instance may do"),
        new("secrets", KeyUse.Optional, "secrets that the instance may redeem"),
        new("isolate", KeyUse.Reserved, "a store of its own"),
        new("linkage", KeyUse.Reserved, "linked when built, or at run time"),
        new("budget", KeyUse.Reserved, "a budget of its own"),
        new("trust", KeyUse.Reserved, "the trust label of the instance"),
    ]);

    public static PlanObject Wire { get; } = new("wire",
    [
        new("from", KeyUse.Required, "the instance that provides the import"),
        new("export", KeyUse.Optional, "its export; absent: the one of the same name"),
        new("budget", KeyUse.Optional, "the most calls across the wire in one run"),
        new("via", KeyUse.Reserved, "what stands between the two"),
        new("adapter", KeyUse.Reserved, "an adapter between the two"),
    ]);

    public static PlanObject Export { get; } = new("export",
    [
        new("from", KeyUse.Required, "the instance that exports it"),
        new("export", KeyUse.Optional, "its export; absent: the one of the same name"),
    ]);

    public static PlanObject Capability { get; } = new("capability",
    [
        new("optional", KeyUse.Optional, "true: the plan is good without it"),
        new("vars", KeyUse.Optional, "environment variables"),
        new("cwd", KeyUse.Optional, "the initial directory"),
        new("values", KeyUse.Optional, "fixed arguments"),
        new("dirs", KeyUse.Optional, "directories to open"),
        new("allow", KeyUse.Optional, "peers that may be reached"),
        .. CapabilityParameter.All.Select(p => new PlanKey(p.Name, KeyUse.Optional, p.Summary)),
    ]);

    public static PlanObject Directory { get; } = new("directory",
    [
        new("host", KeyUse.Required, "the path on the host, relative to the plan"),
        new("guest", KeyUse.Required, "the path that the guest sees"),
        new("read-only", KeyUse.Optional, "true: nothing below it may be changed"),
        new("quota", KeyUse.Optional, "bytes by which the files below it may grow in one run"),
        new("files", KeyUse.Optional, "files, directories and links that may be made below it in one run"),
    ]);

    public static PlanObject Policy { get; } = new("policy",
    [
        new("determinism", KeyUse.Optional, "strict, audit or relaxed"),
        new("seed", KeyUse.Optional, "seed of random numbers in strict runs"),
        new("tenant", KeyUse.Optional, "whose run it is"),
        new("engine", KeyUse.Optional, "the engine that must run it: clr or wasmtime"),
        new("limits", KeyUse.Optional, "ceilings of a run"),
        new("class", KeyUse.Reserved, "the determinism class that is claimed"),
    ]);

    public static PlanObject Limits { get; } = new("limits",
    [
        new("cpu", KeyUse.Optional, "processor time: milliseconds, or 5s"),
        new("memory", KeyUse.Optional, "memory: bytes, or 64MiB"),
        new("io-operations", KeyUse.Optional, "number of input and output operations"),
        new("time", KeyUse.Optional, "time until the deadline: milliseconds, or 5s"),
        new("fuel", KeyUse.Optional, "units of fuel"),
        new("max-table-elements", KeyUse.Optional, "elements of all tables together"),
        new("max-handles", KeyUse.Optional, "live handles of one instance"),
        new("max-open-files", KeyUse.Optional, "files, directories and sockets that one instance has open at once"),
        new("max-output", KeyUse.Optional, "bytes that one instance may write: bytes, or 64MiB"),
    ]);

    /// <summary>Every object of the language.</summary>
    public static IReadOnlyList<PlanObject> Objects { get; } =
        [Root, Component, Instance, Wire, Export, Capability, Directory, Policy, Limits];
}
