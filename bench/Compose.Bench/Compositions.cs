using System.Diagnostics;

namespace Compose.Bench;

/// <summary>Makes the compositions of the shared data with <c>wac</c>, so that both hosts run the same bytes.</summary>
internal static class Compositions
{
    /// <summary>The composed component, or null where the shared data or <c>wac</c> are absent.</summary>
    public static string? Make(string name)
    {
        string source = Path.Combine(Tools.Shared, "guests", "compositions", name + ".wac");
        string? wac = Tools.Peer("wac");
        if (wac is null || !File.Exists(source))
        {
            return null;
        }

        string output = Path.Combine(Path.GetTempPath(), $"compose-bench-{name}.wasm");
        var start = new ProcessStartInfo(wac);
        start.ArgumentList.Add("compose");
        foreach (string component in Directory.EnumerateFiles(Path.Combine(Tools.Shared, "guests"), "*.wasm"))
        {
            start.ArgumentList.Add("--dep");
            start.ArgumentList.Add($"demo:{Path.GetFileNameWithoutExtension(component)}={component}");
        }

        start.ArgumentList.Add(source);
        start.ArgumentList.Add("-o");
        start.ArgumentList.Add(output);
        using Process process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode == 0 ? output : null;
    }
}
