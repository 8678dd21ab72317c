namespace Compose.Plans.Tests;

public class ExampleTests
{
    [Theory]
    [InlineData("report/plan.yaml", 5)]
    [InlineData("tags-apart/plan.yaml", 6)]
    public void Example_Validates_WithoutErrorsOrWarnings(string name, int instances)
    {
        var report = ExamplePlans.Validate(name);
        Assert.Equal([], report.Errors.Select(e => e.ToString()));
        Assert.Equal([], report.Warnings.Select(e => e.ToString()));
        Assert.Equal(instances, report.Require().Instances.Count);
        Assert.All(report.Phases, p => Assert.True(p.Ran));
    }

    [Fact]
    public void TagsApart_Grants_DifferPerInstance()
    {
        var plan = ExamplePlans.Validate("tags-apart/plan.yaml").Require();
        var environments = plan.Grants.Where(g => g.Name.Track == "wasi:cli/environment").ToDictionary(g => g.Instance.Text);
        Assert.Equal("outer", ((EnvironmentParameters)environments["outer"].Parameters!).Variables!.Single().Value);
        Assert.Equal("inner", ((EnvironmentParameters)environments["inner"].Parameters!).Variables!.Single().Value);
        Assert.Equal(GrantState.Denied, environments["report"].State);

        var preopens = plan.Grants.Where(g => g.Name.Track == "wasi:filesystem/preopens").ToDictionary(g => g.Instance.Text);
        Assert.Equal(new DirectoryGrant("outer", ".", true), ((FilesystemParameters)preopens["outer"].Parameters!).Directories.Single());
        Assert.Equal(GrantState.Denied, preopens["inner"].State);
        Assert.Equal(GrantState.Denied, preopens["report"].State);

        var wired = plan.Instances.Single(i => i.Id == "report").Imports.Where(i => i.Resolution == ImportResolution.Wired)
            .ToDictionary(i => i.Name, i => plan.Instances[i.Provider].Id);
        Assert.Equal("outer", wired["demo:app/filter@1.0.0"]);
        Assert.Equal("memory", wired["demo:app/store@1.0.0"]);
        Assert.Equal("markdown", wired["demo:app/markdown@1.0.0"]);
        Assert.Equal("wasi:cli/run@0.2.0", Assert.Single(plan.Exports).Name);
    }

    [Fact]
    public void Build_Authored_GivesAPlanThatReadsBackAndValidates()
    {
        var built = PlanBuilder.Build(PlanReader.ReadFile(ExamplePlans.PathOf("report/plan.yaml"))).Resolved!;
        var again = PlanReader.Read(built.Bytes, "plan.cbor", built.BaseDirectory);
        Assert.Empty(again.Errors);
        Assert.Equal(built.Identity, again.Identity);
        var report = PlanValidator.Validate(again);
        Assert.Equal([], report.Errors.Select(e => e.ToString()));
        Assert.Equal(built.BareDigest, report.Require().Resolved.BareDigest);
    }
}
