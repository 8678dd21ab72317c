namespace Compose.Conformance.Tests;

/// <summary>Files of tests and descriptions of hosts are checked whole, with the place of each mistake.</summary>
public sealed class SuiteFileTests
{
    [Fact]
    public void Suite_WithManyMistakes_ReportsThemAll()
    {
        ComposeException failure = Assert.Throws<ComposeException>(() => Open("""
            suite: bad
            title: Bad
            about: Bad
            colour: blue
            tests:
              - test: one
                says: It does nothing.
              - test: two
                says: It runs what is not there.
                run: {component: absent.wasm}
                expect: {outcome: splendid, exit: many}
              - test: two
                says: A name stands twice.
                run: {component: bad.yaml}
            """));
        Assert.All(failure.Errors, error => Assert.Equal(ErrorCodes.Conformance.InvalidSuite, error.Code));
        string all = string.Join("\n", failure.Errors.Select(error => error.Message));
        foreach (string part in new[] { "unknown key 'colour'", "says what to do", "no file absent.wasm", "'splendid' is no outcome", "whole number", "two tests 'bad/two'" })
        {
            Assert.Contains(part, all, StringComparison.Ordinal);
        }

        Assert.All(failure.Errors, error => Assert.NotNull(error.Where?.Line));
    }

    [Theory]
    [InlineData("")]
    [InlineData("- a\n- b")]
    [InlineData("suite: {")]
    public void Suite_ThatIsNone_IsRefused(string text) =>
        Assert.Equal(ErrorCodes.Conformance.InvalidSuite, Assert.Throws<ComposeException>(() => Open(text)).Error.Code);

    [Fact]
    public void Host_WithMistakes_ReportsThemAll()
    {
        string folder = Directory.CreateTempSubdirectory("conformance-test-").FullName;
        try
        {
            string file = Path.Combine(folder, "host.yaml");
            File.WriteAllText(file, "host: h\ntitle: H\nprogram: p\nclaims: {suites: []}\nactions: {fly: {command: [a]}, run: {command: [\"{nowhere}\"], outcomes: [{is: fine}]}}\n");
            ComposeException failure = Assert.Throws<ComposeException>(() => Checkout.Run(file));
            string all = string.Join("\n", failure.Errors.Select(error => error.Message));
            foreach (string part in new[] { "claims no suite", "'fly'", "{nowhere}", "'fine' is no outcome" })
            {
                Assert.Contains(part, all, StringComparison.Ordinal);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Host_ThatIsNotInstalled_IsSaid()
    {
        string folder = Directory.CreateTempSubdirectory("conformance-test-").FullName;
        try
        {
            string file = Path.Combine(folder, "host.yaml");
            File.WriteAllText(file, "host: h\ntitle: H\nprogram: no-such-program-anywhere\nclaims: {suites: [run]}\nactions: {run: {command: [\"{program}\"]}}\n");
            Assert.Equal(ErrorCodes.Conformance.HostUnavailable, Assert.Throws<ComposeException>(() => Checkout.Run(file)).Error.Code);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static SuiteCatalog Open(string text)
    {
        string folder = Directory.CreateTempSubdirectory("conformance-test-").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "suites"));
            File.WriteAllText(Path.Combine(folder, "suites", "bad.yaml"), text);
            return SuiteCatalog.Open(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
