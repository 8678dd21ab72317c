namespace Compose.Distribution.Transport;

/// <summary>What may be done on the way to an answer.</summary>
/// <param name="FollowsRedirects">True for reading; what is written goes nowhere else.</param>
/// <param name="Retries">True where doing it twice is as good as once.</param>
public readonly record struct SendOptions(bool FollowsRedirects, bool Retries)
{
    public static SendOptions Read => new(true, true);

    public static SendOptions Write => new(false, true);

    public static SendOptions Once => new(false, false);
}
