namespace Compose.Bench;

/// <summary>Compute kernels, timed by the guest itself: <c>kernels-cli</c> prints milliseconds.</summary>
internal static class KernelsBench
{
    public static void Run()
    {
        string? made = Compositions.Make("kernels");
        if (made is null)
        {
            Console.WriteLine("kernels: skipped, needs the shared components and wac");
            return;
        }

        string[][] arguments =
        [
            ["matmul", "400"], ["sha256", "400000"], ["nbody", "2000000"], ["sieve", "20000000"],
            ["json", "40000"], ["sort", "2000000"], ["regex", "8000000"], ["mandelbrot", "600"],
        ];
        foreach (string[] words in arguments)
        {
            GuestTimes.Print("kernel", "ms", rounds: 5, made, [words], line =>
                line.EndsWith(" ms", StringComparison.Ordinal) ? (string.Join(' ', words), line[..^3]) : null, header: words == arguments[0]);
        }
    }
}
