namespace Compose.Testing;

/// <summary>How far seeded campaigns go: a default run stays short, <c>./test --long</c> (<c>COMPOSE_LONG=1</c>) goes twenty times as far.</summary>
public static class Campaign
{
    private const int LongFactor = 20;

    public static bool IsLong => Environment.GetEnvironmentVariable("COMPOSE_LONG") == "1";

    /// <summary>The number of rounds: as given, or more in a long run. The first rounds are the same in both.</summary>
    public static int Rounds(int normal) => IsLong ? normal * LongFactor : normal;
}
