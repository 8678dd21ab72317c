using System.Text.Json.Nodes;
using Compose.Testing;
using Compose.Wit.Printing;

namespace Compose.Wit.Tests;

public sealed class SuiteTests
{
    public static TheoryData<string> Passing() => [.. WitSuite.Cases(failing: false)];

    public static TheoryData<string> Failing() => [.. WitSuite.Cases(failing: true)];

    [Theory]
    [MemberData(nameof(Passing))]
    public void Suite_Resolves_AsExpected(string name)
    {
        string root = SharedData.Require(WitSuite.Folder);
        if (WitSuite.Exclusions.ReasonFor(name) is { } reason)
        {
            Assert.Skip(reason);
        }

        JsonNode expected = JsonNode.Parse(File.ReadAllText($"{root}/{name}.wit.json"))!;
        JsonObject actual = WitJson.Of(WitSuite.Load(name));
        Assert.Equal(expected.ToJsonString(), actual.ToJsonString());
    }

    [Theory]
    [MemberData(nameof(Failing))]
    public void Suite_MustFail_FailsWithAPlace(string name)
    {
        SharedData.Require(WitSuite.Folder);
        if (WitSuite.Exclusions.ReasonFor(name) is { } reason)
        {
            Assert.Skip(reason);
        }

        var error = Assert.Throws<ComposeException>(() => WitSuite.Load(name));
        Assert.All(error.Errors, one => Assert.Equal("Wit", one.Code.Domain));
        Assert.All(error.Errors, one => Assert.NotNull(one.Where));
    }
}
