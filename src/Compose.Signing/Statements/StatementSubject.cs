namespace Compose.Signing;

/// <summary>One artifact that a statement is about.</summary>
/// <param name="Name">Its name, for people.</param>
/// <param name="Sha256">Its digest; null if the statement gives only others.</param>
public sealed record StatementSubject(string Name, Digest? Sha256);
