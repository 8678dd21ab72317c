namespace Compose.Plans.Tests;

/// <summary>Wires, tracks, resource identity and who meets an import.</summary>
public class LinkTests
{
    [Fact]
    public void AutoWire_SameTrack_IsFound()
    {
        var report = SmallPlans.Validate("components: {a: provider-0.2.3.wasm, b: consumer-0.2.0.wasm}\nexports: b\n");
        SmallPlans.Passes(report);
        var wire = Assert.Single(report.Resolved!.Plan.Wires);
        Assert.Equal(("b", "x:y/f@0.2.0", "a", "x:y/f@0.2.3"), (wire.Consumer, wire.Import, wire.Provider, wire.Export));
        Assert.Equal([0, 1], report.Require().InstantiationOrder);
    }

    [Theory]
    [InlineData("provider-0.3.0", "consumer-0.2.0", false)]
    [InlineData("provider-1.4.0", "consumer-0.2.0", false)]
    [InlineData("provider-1.4.0", "consumer-1.9.0", true)]
    [InlineData("provider-0.2.3", "consumer-1.9.0", false)]
    public void AutoWire_Track_Decides(string provider, string consumer, bool fits)
    {
        var report = SmallPlans.Validate($"components: {{a: {provider}.wasm, b: {consumer}.wasm}}\nexports: b\n");
        if (fits)
        {
            SmallPlans.Passes(report);
        }
        else
        {
            SmallPlans.Fails(report, ErrorCodes.Plan.UnmetImport);
        }
    }

    [Fact]
    public void Wire_PinnedExport_MustBeThatVersion()
    {
        const string Plan = "components: {{a: provider-0.2.3.wasm, b: consumer-0.2.0.wasm}}\ninstances: {{a:, b: {{wires: {{x:y/f: {0}}}}}}}\nexports: b\n";
        SmallPlans.Passes(SmallPlans.Validate(string.Format(null, Plan, "a#x:y/f@0.2.3")));
        SmallPlans.Passes(SmallPlans.Validate(string.Format(null, Plan, "a#x:y/f")));
        SmallPlans.Fails(SmallPlans.Validate(string.Format(null, Plan, "a#x:y/f@0.2.4")), ErrorCodes.Plan.UnknownExport);
    }

    [Fact]
    public void Wire_AcrossTracks_IsFineIfWrittenAndOfTheSameType() => SmallPlans.Passes(SmallPlans.Validate(
        "components: {a: provider-0.3.0.wasm, b: consumer-0.2.0.wasm}\ninstances: {a:, b: {wires: {x:y/f: {from: a, export: x:y/f@0.3.0}}}}\nexports: b\n"));

    [Fact]
    public void Wire_ImportInSeveralVersions_NeedsOne()
    {
        const string Components = "components: {a: provider-0.2.3.wasm, c: provider-0.3.0.wasm, b: two-versions.wasm}\n";
        SmallPlans.Passes(SmallPlans.Validate(Components + "exports: {}\n"));
        var error = SmallPlans.Validate(Components + "instances: {a:, c:, b: {wires: {x:y/f: a}}}\nexports: {}\n").Errors[0];
        Assert.Equal(ErrorCodes.Plan.AmbiguousImport, error.Code);
        SmallPlans.Passes(SmallPlans.Validate(Components + "instances: {a:, c:, b: {wires: {x:y/f@0.2.9: a}}}\nexports: {}\n"));
    }

    [Fact]
    public void AutoWire_PlainNames_AreExact()
    {
        var report = SmallPlans.Validate("components: {a: plain-provider.wasm, b: plain.wasm}\nexports: {}\n");
        SmallPlans.Passes(report);
        Assert.Equal(["go", "kit"], report.Resolved!.Plan.Wires.Select(w => w.Import));
    }

    [Fact]
    public void Resources_OfOneInstance_AreTheSame() => SmallPlans.Passes(SmallPlans.Validate(
        "components: {things: things.wasm, maker: maker.wasm, user: user.wasm}\nexports: user\n"));

    [Fact]
    public void Resources_OfTwoInstances_AreNot()
    {
        var report = SmallPlans.Validate(
            """
            components: {things: things.wasm, maker: maker.wasm, user: user.wasm}
            instances:
              one: things
              two: things
              maker: {wires: {x:y/things: one}}
              user: {wires: {x:y/things: two}}
            exports: user
            """);
        var error = SmallPlans.Fails(report, ErrorCodes.Plan.ShapeMismatch);
        Assert.Contains("resource types are not the same", error.Message, StringComparison.Ordinal);
        Assert.Contains("'one'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'two'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Resources_OfTheHost_AreOnePerTrackAndPassOverWires() => SmallPlans.Passes(SmallPlans.Validate(
        """
        components: {sink: sink.wasm, middleware: middleware.wasm}
        instances:
          sink:
          m1: {component: middleware, wires: {x:y/pump: sink}}
          m2: {component: middleware, wires: {x:y/pump: m1}}
        exports: m2
        """));

    [Fact]
    public void Host_InterfaceOfAnotherNamespace_IsMetOnlyIfThePlanGivesIt()
    {
        SmallPlans.Fails(SmallPlans.Validate("components: {logger: logger.wasm}\nexports: {}\n"), ErrorCodes.Plan.UnmetImport);
        foreach (string capability in (string[])["acme:log", "acme:log/sink", "acme:log/sink@1.0.0"])
        {
            var report = SmallPlans.Validate($"components: {{logger: logger.wasm}}\ninstances: {{logger: {{capabilities: ['{capability}']}}}}\nexports: {{}}\n");
            SmallPlans.Passes(report);
            var imports = report.Require().Instances[0].Imports.ToDictionary(i => i.Name);
            Assert.Equal(ImportResolution.TypesOnly, imports["acme:log/types@1.0.0"].Resolution);
            Assert.Equal(GrantState.Granted, imports["acme:log/sink@1.0.0"].Grant!.State);
            Assert.Equal(GrantState.Denied, imports["wasi:random/random@0.2.0"].Grant!.State);
        }

        SmallPlans.Fails(SmallPlans.Validate("components: {logger: logger.wasm}\ninstances: {logger: {capabilities: ['acme:log/sink@1.0.1']}}\nexports: {}\n"), ErrorCodes.Plan.UnmetImport);
    }

    [Fact]
    public void Grants_HalvesOfTheEnvironment_AreApart()
    {
        Assert.Null(Environment("stdin"));
        Assert.Equal(new EnvironmentParameters { Arguments = true }, Environment("arguments"));
        var variables = Environment("environment: {vars: {A: b}}")!;
        Assert.False(variables.Arguments);
        Assert.Equal([new("A", "b")], variables.Variables!);
        var all = Environment("wasi:cli")!;
        Assert.True(all.Arguments);
        Assert.Empty(all.Variables!);
        var both = Environment("arguments: {values: [x]}, environment:")!;
        Assert.Equal(["x"], both.FixedArguments!);
        Assert.Empty(both.Variables!);

        static EnvironmentParameters? Environment(string capabilities)
        {
            string list = string.Join("\n", capabilities.Split(", ").Prepend("acme:log:").Select(c => "      " + (c.Contains(": ", StringComparison.Ordinal) || c.EndsWith(':') ? c : c + ":")));
            var report = SmallPlans.Validate($"components: {{logger: logger.wasm}}\ninstances:\n  logger:\n    capabilities:\n{list}\nexports: {{}}\n");
            SmallPlans.Passes(report);
            return (EnvironmentParameters?)report.Require().Grants.Single(g => g.Name.Interface == "environment").Parameters;
        }
    }

    [Fact]
    public void Policy_HostDeniesRequired_Refuses()
    {
        var host = HostPolicyReader.Read("allow: [acme:log, random]\n"u8, "host.yaml");
        const string Plan = "components: {{logger: logger.wasm}}\ninstances: {{logger: {{capabilities: {{acme:log: , arguments: {0}, random: }}}}}}\nexports: {{}}\n";
        var error = SmallPlans.Fails(SmallPlans.Validate(string.Format(null, Plan, "required"), new() { HostPolicy = host }), ErrorCodes.Plan.PolicyViolation);
        Assert.Equal("logger", error.Where!.Instance!.Value.Text);

        var report = SmallPlans.Validate(string.Format(null, Plan, "optional"), new() { HostPolicy = host });
        SmallPlans.Passes(report);
        Assert.Contains(report.Warnings, w => w.Code == ErrorCodes.Plan.CapabilityDenied);
        var grant = report.Require().Grants.Single(g => g.Name.Interface == "environment");
        Assert.Equal(GrantState.Denied, grant.State);
        Assert.Contains("policy", grant.Reason, StringComparison.Ordinal);

        // What a host took away is part of what names the artifact; a policy that takes nothing is not.
        Assert.NotNull(report.Require().NarrowedGrants);
        Assert.Null(SmallPlans.Validate(string.Format(null, Plan, "optional")).Require().NarrowedGrants);
        Assert.Null(SmallPlans.Validate(string.Format(null, Plan, "optional"), new() { HostPolicy = HostPolicyReader.Read("deny: [stdin]\n"u8) }).Require().NarrowedGrants);
    }

    [Fact]
    public void Policy_LimitsAndDeterminism_TheStricterWins()
    {
        var host = HostPolicyReader.Read("determinism: audit\ntenant: acme\nlimits: {memory: 1MiB, time: 10s}\n"u8);
        const string Plan = "components: {a: provider-0.2.3.wasm}\npolicy: {determinism: relaxed, limits: {memory: 2MiB, time: 1s, fuel: 5}}\n";
        var report = SmallPlans.Validate(Plan, new() { HostPolicy = host, Tenant = "acme" });
        SmallPlans.Passes(report);
        var policy = report.Require().Policy;
        Assert.Equal(DeterminismMode.Audit, policy.Determinism);
        Assert.Equal("acme", policy.Tenant);
        Assert.Equal(new ResourceLimits { MemoryBytes = 1 << 20, WallMilliseconds = 1000, Fuel = 5 }, policy.Limits);
        Assert.Equal(2, report.Warnings.Count(w => w.Code == ErrorCodes.Plan.LimitCapped));

        SmallPlans.Fails(SmallPlans.Validate(Plan, new() { HostPolicy = host }), ErrorCodes.Plan.PolicyViolation);
        SmallPlans.Fails(SmallPlans.Validate(Plan.Replace("{determinism", "{tenant: other, determinism", StringComparison.Ordinal), new() { HostPolicy = host }), ErrorCodes.Plan.PolicyViolation);
    }

    [Theory]
    [InlineData("alow: [stdin]", "Plan.UnknownKey")]
    [InlineData("allow: [stdn]", "Plan.InvalidCapability")]
    [InlineData("allow: stdin", "Plan.InvalidSchema")]
    [InlineData("determinism: loose", "Plan.InvalidSchema")]
    [InlineData("limits: {memory: lots}", "Plan.InvalidSchema")]
    [InlineData("[", "Plan.InvalidSyntax")]
    public void HostPolicy_Broken_IsRefusedWithPlace(string yaml, string code)
    {
        var e = Assert.Throws<ComposeException>(() => HostPolicyReader.Read(System.Text.Encoding.UTF8.GetBytes(yaml), "host.yaml"));
        Assert.Equal(code, e.Error.Code.Name);
        Assert.StartsWith("host.yaml:", e.Error.Where!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PlanPhase.Schema, 1)]
    [InlineData(PlanPhase.Availability, 2)]
    [InlineData(PlanPhase.Shape, 3)]
    [InlineData(PlanPhase.Graph, 4)]
    [InlineData(PlanPhase.Policy, 5)]
    public void Until_Phase_StopsThereAndGivesNoValidatedPlan(PlanPhase until, int ran)
    {
        var report = SmallPlans.Validate("components: {a: provider-0.2.3.wasm}\n", new() { Until = until });
        Assert.Equal(ran, report.Phases.Count(p => p.Ran));
        Assert.True(report.Passed);
        Assert.Null(report.Plan);
        Assert.Throws<ComposeException>(report.Require);
        Assert.Equal(until >= PlanPhase.Graph, report.Resolved is not null);
    }

    [Fact]
    public void Implicit_Plan_GrantsWhatNeedsNoAskingAndFlagsAdd()
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(SharedTagger, "tagger.wasm"));
        var blobs = new MemoryBlobs();
        var document = ImplicitPlan.Create(blobs.Add(bytes), new ImplicitPlanOptions
        {
            Variables = [new("B", "1"), new("A", "2"), new("B", "3")],
            Directories = [new("data", ".", true)],
        });
        var report = PlanValidator.Validate(document, new() { Blobs = blobs, DeferFunctionBodies = true });

        // The tagger needs a filter from somebody: a bare component with such an import is told so.
        SmallPlans.Fails(report, ErrorCodes.Plan.UnmetImport);

        bytes = File.ReadAllBytes(Path.Combine(SharedTagger, "kv-prefix.wasm"));
        Assert.NotEqual(document.Identity, ImplicitPlan.Create(Digest.Of(bytes)).Identity);
        bytes = File.ReadAllBytes(Path.Combine(SharedTagger, "text-pipe.wasm"));
        document = ImplicitPlan.Create(blobs.Add(bytes), new ImplicitPlanOptions { Variables = [new("B", "1"), new("A", "2"), new("B", "3")] });
        var plan = PlanValidator.Validate(document, new() { Blobs = blobs, DeferFunctionBodies = true }).Require();
        var grants = plan.Grants.ToDictionary(g => g.Name.Track);
        Assert.Equal(GrantState.Granted, grants["wasi:cli/stdin"].State);
        Assert.Equal(GrantState.Granted, grants["wasi:random/insecure-seed"].State);
        Assert.Equal(GrantState.Granted, grants["wasi:clocks/monotonic-clock"].State);
        Assert.Equal(GrantState.Denied, grants["wasi:cli/terminal-stdin"].State);
        Assert.Equal(GrantState.Inert, grants["wasi:io/streams"].State);
        Assert.Equal([new("A", "2"), new("B", "3")], ((EnvironmentParameters)grants["wasi:cli/environment"].Parameters!).Variables!);
        Assert.Throws<ComposeException>(() => ImplicitPlan.Create(Digest.Of(bytes), new() { Capabilities = ["stdn"] }));
    }

    private static string SharedTagger => ExamplePlans.PathOf("components");
}
