namespace Compose.Conformance.Tests;

/// <summary>Clauses without tests, tests without clauses and excuses that nothing needs are found.</summary>
public sealed class CoverageTests
{
    private const string Specification = """
        # Of

        ## 1. Proven
        It is so. <!-- clause a.one -->

        ## 2. Over others

        ### 2.1 Marked
        It is so. <!-- clause a.two -->

        ### 2.2 Unmarked
        It is so.
        """;

    [Fact]
    public void Coverage_ClauseWithoutTestAndSectionWithoutClause_AreUntested()
    {
        SpecCoverage coverage = Of([("a.one", "v")], []);
        Assert.Equal(["a.two", "§2.2"], coverage.Untested);
        Assert.Empty(coverage.Unfounded);
    }

    [Fact]
    public void Coverage_WithAnExcuseForEach_IsWhole()
    {
        SpecCoverage coverage = Of([("a.one", "v")], new() { ["a.two"] = "it is within", ["§2.2"] = "it is a word" });
        Assert.Empty(coverage.Untested);
        Assert.Empty(coverage.Unfounded);
    }

    [Theory]
    [InlineData("a.one")]
    [InlineData("a.three")]
    [InlineData("§1")]
    [InlineData("§9")]
    public void Coverage_ExcuseThatNothingNeeds_IsUnfounded(string name)
    {
        SpecCoverage coverage = Of([("a.one", "v"), ("a.two", "w")], new() { ["§2.2"] = "it is a word", [name] = "it was so once" });
        Assert.Contains(name, Assert.Single(coverage.Unfounded), StringComparison.Ordinal);
    }

    [Fact]
    public void Coverage_TestOfAClauseThatIsNotThere_IsUnfounded() =>
        Assert.Equal("vectors/v: the specification has no clause 'a.other'", Assert.Single(Of([("a.other", "v")], []).Unfounded));

    [Theory]
    [InlineData("a.one\n")]
    [InlineData("a.one because\na.one because\n")]
    public void UntestedList_WithoutReasonOrTwice_IsRefused(string text)
    {
        string folder = Directory.CreateTempSubdirectory("conformance-test-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, UntestedList.FileName), text);
            Assert.Equal(ErrorCodes.Conformance.InvalidSuite, Assert.Throws<ComposeException>(() => UntestedList.Read(folder)).Error.Code);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static SpecCoverage Of((string Clause, string Vector)[] vectors, Dictionary<string, string> excused) => SpecCoverage.Of(Specification, [], vectors, excused);
}
