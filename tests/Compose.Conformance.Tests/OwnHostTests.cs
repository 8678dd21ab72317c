namespace Compose.Conformance.Tests;

/// <summary>Our own host passes everything that it claims.</summary>
public sealed class OwnHostTests
{
    private static readonly Lazy<Dictionary<string, TestResult>> s_results = new(() => Checkout.Run("composectl").Results.ToDictionary(result => result.Test.Id));

    public static TheoryData<string> Tests => [.. SuiteCatalog.Open(Checkout.Conformance).Suites.SelectMany(suite => suite.Tests).Select(test => test.Id)];

    [Theory]
    [MemberData(nameof(Tests))]
    public void Composectl_EveryTest_PassesWhatItClaims(string id)
    {
        TestResult result = s_results.Value[id];
        if (result.Verdict == Verdict.Unclaimed)
        {
            Assert.Skip("unclaimed: " + string.Join("; ", result.Reasons));
        }

        Assert.True(result.Verdict == Verdict.Passed, string.Join("; ", result.Reasons));
    }
}
