using System.Diagnostics;
using Compose.Testing;
using Compose.Wit.Binary;
using Compose.Wit.Canonical;
using Compose.Wit.Loading;
using Compose.Wit.Printing;

namespace Compose.Wit.Tests;

public sealed class BinaryTests
{
    public static TheoryData<string> Suite() => [.. WitSuite.Cases(failing: false)];

    [Theory]
    [MemberData(nameof(WasiWit.Versions), MemberType = typeof(WasiWit))]
    public void Wasi_EncodedByTheReference_HasTheIdsOfItsText(string version)
    {
        ResolvedWit wit = WasiWit.Load(version);
        foreach (WitPackage package in wit.Packages)
        {
            if (package.Interfaces.Count + package.Worlds.Count > 0)
            {
                AssertSame(wit, package.Name, Reference(wit, package.Name));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Suite))]
    public void Suite_EncodedByTheReference_HasTheIdsOfItsText(string name)
    {
        SharedData.Require(WitSuite.Folder);
        if ((WitSuite.Exclusions.ReasonFor(name) ?? WitSuite.Exclusions.ReasonFor("binary/" + name)) is { } reason)
        {
            Assert.Skip(reason);
        }

        ResolvedWit wit = WitSuite.Load(name);
        WitPackage main = wit[wit.Main];
        if (main.Interfaces.Count + main.Worlds.Count > 0)
        {
            AssertSame(wit, main.Name, Reference(wit, main.Name));
        }
    }

    [Theory]
    [MemberData(nameof(WasiWit.Versions), MemberType = typeof(WasiWit))]
    public void Wasi_Encoded_IsWhatTheReferenceWrites(string version)
    {
        ResolvedWit wit = WasiWit.Load(version);
        for (int i = 0; i < wit.Packages.Count; i++)
        {
            AssertEncodes(wit.WithMain(new PackageId(i)));
        }
    }

    [Theory]
    [MemberData(nameof(Suite))]
    public void Suite_Encoded_IsWhatTheReferenceWrites(string name)
    {
        SharedData.Require(WitSuite.Folder);
        if ((WitSuite.Exclusions.ReasonFor(name) ?? WitSuite.Exclusions.ReasonFor("binary/" + name)) is { } reason)
        {
            Assert.Skip(reason);
        }

        AssertEncodes(WitSuite.Load(name));
    }

    [Fact]
    public void Records_WithoutFields_AreNotEncoded()
    {
        ResolvedWit wit = WitLoader.LoadText("e.wit", "package a:b; interface i { record r { } }");
        Assert.Equal(ErrorCodes.Wit.Invalid, Assert.Throws<ComposeException>(() => WitEncoder.Encode(wit, wit.Main)).Error.Code);
    }

    /// <summary>Decodes to the same text, docs and gates included; and has the reference's bytes but for its name in them.</summary>
    internal static void AssertEncodes(ResolvedWit wit)
    {
        byte[] binary = WitEncoder.Encode(wit, wit.Main);
        if (wit[wit.Main].Interfaces.Count + wit[wit.Main].Worlds.Count == 0)
        {
            return;
        }

        ResolvedWit decoded = WitDecoder.Decode(binary);
        Assert.Equal(WitPrinter.Print(wit, wit.Main), WitPrinter.Print(decoded, decoded.Main));
        Assert.Equal(new WitCanonical(wit).IdOf(wit.Main), new WitCanonical(decoded).IdOf(decoded.Main));

        // The reference ends with its `producers` section.
        byte[] reference = Reference(wit, wit[wit.Main].Name);
        Assert.True(reference.AsSpan().StartsWith(binary), $"our {binary.Length} bytes differ from the reference's at {reference.AsSpan().CommonPrefixLength(binary)}");
    }

    private static void AssertSame(ResolvedWit text, PackageName name, byte[] binary)
    {
        ResolvedWit decoded = WitDecoder.Decode(binary);
        Assert.Equal(name, decoded[decoded.Main].Name);
        Assert.True(text.TryGetPackage(name, out PackageId id));
        var expected = new WitCanonical(text);
        var actual = new WitCanonical(decoded);
        foreach ((string item, InterfaceId known) in text[id].Interfaces)
        {
            Assert.True(decoded[decoded.Main].Interfaces.TryGetValue(item, out InterfaceId found), item);
            if (expected.IdOf(known) != actual.IdOf(found))
            {
                Assert.Equal(WitPrinter.Print(text, id), WitPrinter.Print(decoded, decoded.Main));
                Assert.Fail($"the id of {item} differs");
            }
        }

        if (expected.IdOf(id) != actual.IdOf(decoded.Main))
        {
            Assert.Equal(WitPrinter.Print(text, id), WitPrinter.Print(decoded, decoded.Main));
            Assert.Fail("the id of the package differs");
        }
    }

    /// <summary>The package as the reference tool encodes it, from our text of it.</summary>
    private static byte[] Reference(ResolvedWit wit, PackageName package)
    {
        Assert.True(wit.TryGetPackage(package, out PackageId id));
        string folder = Directory.CreateTempSubdirectory("wit").FullName;
        try
        {
            string text = Path.Combine(folder, "in.wit");
            string binary = Path.Combine(folder, "out.wasm");
            File.WriteAllText(text, WitPrinter.PrintAll(wit.WithMain(id)));
            Tool("component", "wit", text, "--wasm", "--all-features", "-o", binary);
            return File.ReadAllBytes(binary);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Runs the reference and gives what it prints.</summary>
    internal static string Tool(params string[] arguments)
    {
        var start = new ProcessStartInfo(SharedData.RequireTool("wasm-tools"), arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        return output;
    }
}
