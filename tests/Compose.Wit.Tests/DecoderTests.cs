using Compose.Testing;
using Compose.Wit.Binary;
using Compose.Wit.Canonical;
using Compose.Wit.Loading;
using Compose.Wit.Printing;

namespace Compose.Wit.Tests;

public sealed class DecoderTests
{
    [Fact]
    public void Components_OfTheSamples_PrintAWorldThatReadsBack()
    {
        string folder = SharedData.Require("guests");
        int read = 0;
        foreach (string file in Directory.GetFiles(folder, "*.wasm", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            byte[] bytes = File.ReadAllBytes(file);
            if (!Wasm.Components.Component.IsComponent(bytes) || bytes.Length > 4 << 20)
            {
                continue;
            }

            ResolvedWit wit = WitDecoder.Decode(bytes);
            ResolvedWit again = WitLoader.LoadText("again.wit", WitPrinter.PrintAll(wit));
            Assert.Equal(WitPrinter.PrintAll(wit), WitPrinter.PrintAll(again));
            Assert.Equal(new WitCanonical(wit).IdOf(wit.Main), new WitCanonical(again).IdOf(again.Main));
            Assert.Equal(WitDecoder.RootPackage, wit[wit.Main].Name);
            ResolvedWit reference = WitLoader.LoadText("reference.wit", BinaryTests.Tool("component", "wit", "--all-features", file), new WitOptions { AllFeatures = true });
            Assert.True(
                new WitCanonical(wit).IdOf(wit[wit.Main].Worlds["root"]) == new WitCanonical(reference).IdOf(reference[reference.Main].Worlds["root"]),
                $"{file}: our world differs from the reference's:\n{WitPrinter.PrintAll(wit)}\n----\n{WitPrinter.PrintAll(reference)}");
            read++;
        }

        Assert.True(read > 5, $"{read} components");
    }

    [Fact]
    public void CoreModules_HaveNoWit()
    {
        byte[] module = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
        Assert.Equal(ErrorCodes.Wit.NotWit, Assert.Throws<ComposeException>(() => WitDecoder.Decode(module)).Error.Code);
    }

    [Fact]
    public void Mutated_BinaryPackages_EndInAResultOrAnError()
    {
        ResolvedWit wit = WasiWit.Load("0.2.12");
        Assert.True(wit.Packages.Count > 5);
        var random = new Random(7);
        for (int i = 0; i < wit.Packages.Count; i++)
        {
            byte[] binary = WitEncoder.Encode(wit, new PackageId(i));
            for (int round = 0; round < 150; round++)
            {
                byte[] mutant = (byte[])binary.Clone();
                for (int edits = random.Next(1, 4); edits > 0; edits--)
                {
                    mutant[random.Next(8, mutant.Length)] = (byte)random.Next(256);
                }

                Try(round % 3 == 0 ? mutant[..random.Next(mutant.Length)] : mutant);
            }
        }

        static void Try(byte[] bytes)
        {
            try
            {
                ResolvedWit decoded = WitDecoder.Decode(bytes);
                Assert.NotEmpty(WitPrinter.PrintAll(decoded));
                new WitCanonical(decoded).IdOf(decoded.Main);
            }
            catch (ComposeException error)
            {
                Assert.All(error.Errors, one => Assert.Contains(one.Code.Domain, (string[])["Wit", "Component"]));
            }
        }
    }
}
