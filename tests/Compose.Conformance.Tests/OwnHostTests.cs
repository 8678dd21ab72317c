namespace Compose.Conformance.Tests;

/// <summary>Our own host passes everything that it claims.</summary>
public sealed class OwnHostTests
{
    // What no host of ours has yet.
    private static readonly string[] s_unclaimed = ["async", "wasi3"];

    private static readonly Lazy<Dictionary<string, TestResult>> s_results = new(() => Checkout.Run("composectl").Results.ToDictionary(result => result.Test.Id));

    public static TheoryData<string> Tests => [.. SuiteCatalog.Open(Checkout.Conformance).Suites.Where(suite => !s_unclaimed.Contains(suite.Name)).SelectMany(suite => suite.Tests).Select(test => test.Id)];

    [Theory]
    [MemberData(nameof(Tests))]
    public void Composectl_EveryTest_PassesWhatItClaims(string id)
    {
        TestResult result = s_results.Value[id];
        Assert.True(result.Verdict == Verdict.Passed, string.Join("; ", result.Reasons));
    }

    [Fact]
    public void Composectl_SuitesItDoesNotClaim_AreThoseOfAsyncAndWasi03() => Assert.Equal(
        s_unclaimed, s_results.Value.Values.Where(result => result.Verdict == Verdict.Unclaimed).Select(result => result.Suite).Distinct().Order(StringComparer.Ordinal));
}
