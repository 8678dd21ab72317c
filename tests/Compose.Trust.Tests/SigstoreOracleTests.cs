using System.Diagnostics;
using Compose.Testing;

namespace Compose.Trust.Tests;

/// <summary>The verifier of sigstore-go judges every public case as we do. It is found by <c>COMPOSE_SIGSTORE_GO</c> or on the path.</summary>
public sealed class SigstoreOracleTests
{
    [Fact]
    public async Task Verify_EveryPublicCase_AsSigstoreGoDoes()
    {
        string suite = SharedData.Require("suites/sigstore/bundle-verify"), program = IndependentTool.Require("sigstore-go-verification", "COMPOSE_SIGSTORE_GO");
        string[] folders = [.. Directory.GetDirectories(suite).Order(StringComparer.Ordinal)];
        var differences = new System.Collections.Concurrent.ConcurrentBag<string>();
        await Parallel.ForEachAsync(folders, new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = TestContext.Current.CancellationToken }, (folder, _) =>
        {
            (bool theirs, string said) = Theirs(program, suite, folder);
            ComposeException? refusal = Record.Exception(() => SigstoreSuiteTests.Verify(suite, folder)) as ComposeException;
            if (theirs != (refusal is null))
            {
                differences.Add($"{Path.GetFileName(folder)}: sigstore-go {said.Trim()}, we {refusal?.Message ?? "accept"}");
            }

            return ValueTask.CompletedTask;
        });
        Assert.Empty(differences);
        Assert.True(folders.Length >= 30, $"{folders.Length} cases");
    }

    private static (bool IsAccepted, string Said) Theirs(string program, string suite, string folder)
    {
        string artifact = SigstoreSuiteTests.Existing(folder, "artifact") ?? Path.Combine(suite, "a.txt");
        string root = SigstoreSuiteTests.Existing(folder, "trusted_root.json") ?? Path.Combine(suite, "..", "production-trusted_root.json");
        string[] signer = SigstoreSuiteTests.Existing(folder, "key.pub") is { } key
            ? ["-publicKey", key, "-requireCTlog=false"]
            : ["-expectedSAN", SigstoreSuiteTests.Text(folder, "identity") ?? SigstoreSuiteTests.Identity, "-expectedIssuer", SigstoreSuiteTests.Text(folder, "issuer") ?? SigstoreSuiteTests.Issuer];
        (int code, string output, string error) = IndependentTool.Run(new ProcessStartInfo(program, ["-artifact", artifact, "-trustedrootJSONpath", root, .. signer, Path.Combine(folder, "bundle.sigstore.json")]));
        return (code == 0, output + error);
    }
}
