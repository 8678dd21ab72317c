using Compose.Testing;

namespace Compose.Conformance.Tests;

/// <summary>Every defect of the broken host is found: tests that cannot fail would be found here.</summary>
public sealed class NegativeControlTests
{
    public static TheoryData<string, string, string> Defects
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (string line in File.ReadLines(Path.Combine(Checkout.Conformance, "control", "defects.txt")).Where(line => line.Length > 0 && line[0] != '#'))
            {
                string[] words = line.Split(' ');
                data.Add(words[0], words[1], words.Length > 2 ? words[2] : "broken");
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Defects))]
    public void BrokenHost_WithDefect_FailsTheTestThatLooksForIt(string defect, string test, string host)
    {
        if (host == "broken-wasmtime")
        {
            Environment.SetEnvironmentVariable("CONFORMANCE_WASMTIME", SharedData.RequireTool("wasmtime"));
        }

        string adapter = Path.Combine(Checkout.Conformance, "control", $"{host}-{defect}-{test.Replace('/', '-')}.tmp.yaml");
        File.WriteAllText(adapter, File.ReadAllText(Path.Combine(Checkout.Conformance, "control", host + ".yaml")).Replace("@DEFECT@", defect, StringComparison.Ordinal));
        try
        {
            TestResult result = Assert.Single(Checkout.Run(adapter, test, seconds: 5).Results, result => result.Test.Id == test);
            Assert.Equal(Verdict.Failed, result.Verdict);
            Assert.NotEmpty(result.Reasons);
        }
        finally
        {
            File.Delete(adapter);
        }
    }
}
