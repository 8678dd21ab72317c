namespace Compose.Host.Http;

/// <summary>Something an operator may want to know.</summary>
/// <param name="What">What happened, in a word: <c>trap</c>, <c>timeout</c>, <c>limit</c>, <c>no-response</c>, <c>cancelled</c>, <c>refused</c>, <c>reload</c>, <c>reload-failed</c>.</param>
/// <param name="Error">What went wrong, or null.</param>
/// <param name="Method">The request's method, or null.</param>
/// <param name="Path">The request's path without its query, or null.</param>
/// <param name="Status">The status that was answered, or 0 where the answer was broken off.</param>
public sealed record ServeEvent(string What, ComposeError? Error, string? Method = null, string? Path = null, int Status = 0)
{
    /// <summary>Something else is served from now on.</summary>
    public const string Reload = "reload";
}
