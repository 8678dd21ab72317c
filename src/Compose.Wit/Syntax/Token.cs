namespace Compose.Wit.Syntax;

/// <summary>
/// A token without its text. <paramref name="Comments"/> counts the comments of the file before it, so that those
/// between two tokens are found by subtraction.
/// </summary>
internal readonly record struct Token(TokenKind Kind, int Start, int End, int Comments);
