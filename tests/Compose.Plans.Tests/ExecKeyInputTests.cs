using System.Reflection;

namespace Compose.Plans.Tests;

/// <summary>That a key names every input there is: each property of the inputs, of the policy and of the limits, one by one.</summary>
public sealed class ExecKeyInputTests
{
    private static readonly ExecKeyInputs s_inputs = new()
    {
        Plan = Digest.Of("plan"u8),
        Artifact = Digest.Of("artifact"u8),
        HostAbi = "compose-host/1",
        EngineFingerprint = "clr 1",
        Grants = [GrantOf("app", "wasi:cli/environment@0.2.0")],
        Policy = new PlanPolicy(),
        Export = "wasi:cli/run#run",
    };

    private static readonly Dictionary<string, ExecKeyInputs[]> s_changes = new(StringComparer.Ordinal)
    {
        [nameof(ExecKeyInputs.Plan)] = [s_inputs with { Plan = Digest.Of("other"u8) }],
        [nameof(ExecKeyInputs.Artifact)] = [s_inputs with { Artifact = Digest.Of("other"u8) }],
        [nameof(ExecKeyInputs.HostAbi)] = [s_inputs with { HostAbi = "compose-host/2" }],
        [nameof(ExecKeyInputs.EngineFingerprint)] = [s_inputs with { EngineFingerprint = "clr 2" }],
        [nameof(ExecKeyInputs.Grants)] =
        [
            s_inputs with { Grants = [] },
            s_inputs with { Grants = [GrantOf("db", "wasi:cli/environment@0.2.0")] },
            s_inputs with { Grants = [GrantOf("app", "wasi:cli/stdin@0.2.0")] },
            s_inputs with { Grants = [GrantOf("app", "wasi:cli/environment@0.2.0") with { State = GrantState.Denied }] },
            s_inputs with { Grants = [GrantOf("app", "wasi:cli/environment@0.2.0") with { Epoch = 9 }], AuthorityEpoch = 9 },
            s_inputs with { Grants = [GrantOf("app", "wasi:cli/environment@0.2.0") with { Expires = DateTimeOffset.UnixEpoch.AddYears(60) }] },
        ],
        [nameof(ExecKeyInputs.Policy)] = [.. PolicyChanges()],
        [nameof(ExecKeyInputs.Export)] = [s_inputs with { Export = "other" }, s_inputs with { Export = "wasi:cli/run#run()" }],
        [nameof(ExecKeyInputs.Arguments)] = [s_inputs with { Arguments = ["a"] }, s_inputs with { Arguments = ["a", ""] }, s_inputs with { Arguments = ["", "a"] }],
        [nameof(ExecKeyInputs.Environment)] = [s_inputs with { Environment = [new("A", "1")] }, s_inputs with { Environment = [new("A", "2")] }, s_inputs with { Environment = [new("B", "1")] }],
        [nameof(ExecKeyInputs.Stdin)] = [s_inputs with { Stdin = Digest.Of([]) }, s_inputs with { Stdin = Digest.Of("x"u8) }],
        [nameof(ExecKeyInputs.AuthorityEpoch)] = [s_inputs with { AuthorityEpoch = 1 }],
    };

    [Fact]
    public void Key_ChangesWithEveryInput()
    {
        Assert.Equal(Properties(typeof(ExecKeyInputs)), s_changes.Keys.Order(StringComparer.Ordinal));
        var keys = new HashSet<Digest> { ExecKey.Of(s_inputs).Value };
        foreach ((string name, ExecKeyInputs[] changes) in s_changes)
        {
            foreach (ExecKeyInputs change in changes)
            {
                Assert.True(keys.Add(ExecKey.Of(change).Value), $"{name} changes nothing, or the same as another change: {change}");
            }
        }

        Assert.Equal(ExecKey.Of(s_inputs).Value, ExecKey.Of(s_inputs with { }).Value);
    }

    private static IEnumerable<ExecKeyInputs> PolicyChanges()
    {
        foreach (string name in Properties(typeof(PlanPolicy)))
        {
            PlanPolicy? changed = name switch
            {
                nameof(PlanPolicy.Determinism) => new PlanPolicy { Determinism = DeterminismMode.Strict },
                nameof(PlanPolicy.Seed) => new PlanPolicy { Seed = 7 },
                nameof(PlanPolicy.Tenant) => new PlanPolicy { Tenant = "acme" },
                nameof(PlanPolicy.Limits) => null,

                // A wish, which the fingerprint of the engine that runs stands for; and a place in a file.
                nameof(PlanPolicy.Engine) or nameof(PlanPolicy.Mark) => null,
                _ => throw new InvalidOperationException($"{name} of a policy is new: is it in the key?"),
            };
            if (changed is not null)
            {
                yield return s_inputs with { Policy = changed };
            }
        }

        foreach (PropertyInfo limit in typeof(ResourceLimits).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite))
        {
            var limits = new ResourceLimits();
            limit.SetValue(limits, 77UL);
            yield return s_inputs with { Policy = new PlanPolicy { Limits = limits } };
        }
    }

    private static string[] Properties(Type type) =>
        [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(property => property.CanWrite).Select(property => property.Name).Order(StringComparer.Ordinal)];

    private static Grant GrantOf(string instance, string name)
    {
        Assert.True(CapabilityName.TryParse(name, out CapabilityName capability));
        return new Grant { Instance = new InstancePath(instance), Name = capability, State = GrantState.Granted };
    }
}
