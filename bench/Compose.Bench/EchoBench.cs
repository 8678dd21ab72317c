namespace Compose.Bench;

/// <summary>Calls across components, timed by the guest itself: <c>echo-bench</c> prints nanoseconds per round trip.</summary>
internal static class EchoBench
{
    public static void Run()
    {
        string? made = Compositions.Make("echo");
        if (made is null)
        {
            Console.WriteLine("calls across components: skipped, needs the shared components and wac");
            return;
        }

        GuestTimes.Print("call across components", "ns", rounds: 5, made, [[]], line =>
        {
            string[] words = line.Split(' ');
            return words is [string name, string time, "ns"] ? (name, time) : null;
        });
    }
}
