using Compose.Testing;
using Compose.Wit.Loading;

namespace Compose.Wit.Tests;

/// <summary>WASI's own packages.</summary>
internal static class WasiWit
{
    public static TheoryData<string> Versions() => ["0.2.12", "0.3.2"];

    /// <summary>All packages of a version; 0.2.12 lies in one folder, 0.3.2 in <c>deps</c>.</summary>
    public static ResolvedWit Load(string version)
    {
        string folder = SharedData.Require("suites/wasi-wit/" + version);
        if (Directory.Exists(folder + "/deps"))
        {
            return WitLoader.Load(folder);
        }

        List<WitFile> files = Directory.GetFiles(folder, "*.wit").Order(StringComparer.Ordinal)
            .Select(file => new WitFile(Path.GetFileName(file), File.ReadAllBytes(file))).ToList();
        return WitLoader.Load(new WitSources([files[0]], files.Skip(1).Select(file => (IReadOnlyList<WitFile>)[file]).ToList()));
    }
}
