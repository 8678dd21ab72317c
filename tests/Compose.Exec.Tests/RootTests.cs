using System.Text;
using Compose.Capabilities.Streams;
using Compose.Plans;
using Compose.Testing;

namespace Compose.Exec.Tests;

/// <summary>Directories of a plan are opened below the roots of the host's policy, and no link leads out of them.</summary>
public sealed class RootTests
{
    [Fact]
    public void Directory_BelowARoot_IsOpened()
    {
        using PlanFolder folder = PlanFolder.Files("{}");
        ExecResult result = Run(folder, folder.Root);
        Assert.True(result.ExitCode == 0, result.Error?.ToString());
    }

    [Fact]
    public void Directory_ElsewhereThanTheRoots_IsRefusedBeforeAnythingRuns()
    {
        using PlanFolder folder = PlanFolder.Files("{}");
        var refused = Assert.Throws<ComposeException>(() => Run(folder, Path.Combine(folder.Root, "dat")));
        Assert.Equal(ErrorCodes.Plan.PolicyViolation, refused.Error.Code);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Data));
    }

    [Fact]
    public void Directory_ThatBecameALinkOut_IsNotOpened()
    {
        using PlanFolder folder = PlanFolder.Files("{}");
        string elsewhere = Directory.CreateTempSubdirectory("compose-").FullName;
        try
        {
            ExecSubject subject = Load(folder, folder.Root);
            Directory.Delete(folder.Data);
            Directory.CreateSymbolicLink(folder.Data, elsewhere);
            ExecResult result = Run(subject);
            Assert.Equal(ErrorCodes.Exec.CapabilityDenied, result.Error!.Code);
            Assert.Empty(Directory.EnumerateFileSystemEntries(elsewhere));
        }
        finally
        {
            Directory.Delete(elsewhere, recursive: true);
        }
    }

    private static ExecResult Run(PlanFolder folder, string root) => Run(Load(folder, root));

    private static ExecSubject Load(PlanFolder folder, string root) => folder.Load(new ExecLoaderOptions
    {
        HostPolicy = HostPolicyReader.Read(Encoding.UTF8.GetBytes($"roots: ['{root}']"), "/host.yaml"),
    });

    private static ExecResult Run(ExecSubject subject) =>
        new Executor(TestEngines.Of("clr")).Run(subject, new ExecOptions
        {
            Limits = ExecLimits.Default with { Timeout = TimeSpan.FromSeconds(60) },
            Stdout = new MemorySink(),
            Stderr = new MemorySink(),
        });
}
