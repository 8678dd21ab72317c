using System.Diagnostics;
using Compose.Testing;

namespace Compose.EngineKit.Differential;

/// <summary>
/// Makes a valid module of a seed with <c>wasm-tools smith</c>: it ends (a counter in a global), its NaNs are canonical
/// (their bits are the one thing the specification leaves open), and it keeps to what both engines have.
/// </summary>
public static class ModuleMaker
{
    private static readonly string[] s_arguments =
    [
        "smith", "--ensure-termination", "--fuel", "1000", "--canonicalize-nans", "true", "--export-everything", "true",
        "--gc-enabled", "false", "--threads-enabled", "false", "--shared-everything-threads-enabled", "false",
        "--custom-page-sizes-enabled", "false", "--custom-descriptors-enabled", "false", "--compact-imports-enabled", "false",
        "--wide-arithmetic-enabled", "false", "--acquire-release-atomics-enabled", "false", "--multibyte-array-access-enabled", "false",
        "--exceptions-enabled", "true", "--memory64-enabled", "true", "--relaxed-simd-enabled", "true", "--tail-call-enabled", "true",
        "--generate-custom-sections", "false", "--max-memory32-bytes", "1048576", "--max-memory64-bytes", "1048576",
        "--memory-max-size-required", "true", "--max-table-elements", "1000", "--table-max-size-required", "true",
        "--max-instructions", "150", "--min-funcs", "6", "--max-funcs", "14", "--max-imports", "10", "--max-types", "16",
        "--max-globals", "8", "--min-memories", "1", "--max-element-segments", "6", "--max-data-segments", "6", "--max-tags", "4",
    ];

    /// <summary>The binary of a seed, or null where its bytes make none.</summary>
    public static byte[]? Make(int seed)
    {
        var start = new ProcessStartInfo(SharedData.RequireTool("wasm-tools"), s_arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        using (Stream input = process.StandardInput.BaseStream)
        {
            input.Write(BytesOf(seed));
        }

        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        return process.ExitCode == 0 ? output.ToArray() : null;
    }

    /// <summary>Bytes that only the seed decides, on any runtime.</summary>
    private static byte[] BytesOf(int seed)
    {
        var random = new SplitMix((ulong)seed);
        var bytes = new byte[2000 + (int)(random.Next() % 8000)];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)random.Next();
        }

        return bytes;
    }
}
