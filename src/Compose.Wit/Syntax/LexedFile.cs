namespace Compose.Wit.Syntax;

/// <summary>The tokens of a file, the last one being <see cref="TokenKind.End"/>, and its comments in order.</summary>
internal sealed record LexedFile(int File, string Text, IReadOnlyList<Token> Tokens, IReadOnlyList<(int Start, int End)> Comments);
