//! Tests that expect of a call that it fails.
//!
//! Contract: goes by the words of test frameworks, in the statement around a place or in the line above it, and for an
//! address in the whole test around it ([`case`]) as well, by what that says it expects ([`expected`]). What a test
//! expects to be refused is no breach of the guidance: it is how a team holds its own code to it.

mod case;
mod expected;

use std::sync::LazyLock;

use case::{Case, Window};
use regex::Regex;

use super::Span;

/// How far from an address the test around it is read, in bytes.
pub const REFUSAL_REACH: usize = case::REACH;

/// How far around a place the words are looked for, in bytes.
const REACH: usize = 160;

/// What expects of a call that it fails: a test of a client that refuses such an address. `throws` alone is a part of a
/// method's head, and says what a comment tells of it.
static EXPECTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix) (?: \b(?: assert_?raises(?:_?regexp?)? | assert_?throws(?:_?exactly)? | expect_raises | expect_?exception
                | should_?throw(?:<\w+>)? | assertfailswith(?:<\w+>)? | should_panic ) \b | (?:(?:^|[^@\w])throws(?:async)?|\braises)(?:<[\w.]+>)?\x20?\( ) [^;]{0,120}$",
    )
    .expect("the pattern is fixed")
});

/// The same, behind the call.
static FAILS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix) ^[^;\n]{0,80} (?: [)}]\s*\.\s*(?:rejects\s*\.\s*)?(?:to[_\x20]?throw\w* | to[_\x20]raise_error | should\s*throw) | \.is_err\(\) | \.unwrap_err\(\) )",
    )
    .expect("the pattern is fixed")
});

/// Whether a test says that what stands at `span` is refused.
pub fn is_refused(text: &str, span: Span) -> bool {
    let before = &text[text.ceil_char_boundary(span.start.saturating_sub(REACH))..span.start];
    let above = before.rmatch_indices('\n').nth(1).map_or(0, |(at, _)| at + 1);
    let after = &text[span.end..text.floor_char_boundary((span.end + REACH).min(text.len()))];
    EXPECTED.is_match(&before[above..]) || FAILS.is_match(after)
}

/// The line of a place and the one above it, as far as they are near.
fn statement(text: &str, span: Span) -> &str {
    let from = text.ceil_char_boundary(span.start.saturating_sub(REACH));
    let to = text.floor_char_boundary((span.end + REACH).min(text.len()));
    let above = text[from..span.start].rmatch_indices('\n').nth(1);
    let end = text[span.end..to].find('\n').map_or(to, |at| span.end + at);
    &text[above.map_or(from, |(at, _)| from + at + 1)..end]
}

/// The test that holds what stands at `span`, as far as it is [near](REFUSAL_REACH).
pub fn test_around(text: &str, span: Span) -> Option<Span> {
    let (window, place) = Window::around(text, span)?;
    let case = window.case(place.start)?;
    let start = span.start - place.start + case.start;
    Some(Span { start, end: start + case.text.len() })
}

/// Whether a test says that the plain address at `span` is refused, or replaced by a safe one: in its own statement, or
/// anywhere in the test that holds it. One that is bound to a name outside of tests is, if all tests that use the name
/// say so.
pub fn is_refused_address(text: &str, span: Span) -> bool {
    if is_refused(text, span) {
        return !expected::is_otherwise(statement(text, span));
    }
    let Some((window, place)) = Window::around(text, span) else { return false };
    let address = &text[span.start..span.end];
    let refuses = |case: Case<'_>| expected::refuses(&case, address);
    if let Some(case) = window.case(place.start) {
        return refuses(case);
    }
    if expected::is_wanted(window.line(place.start)) {
        return true;
    }
    let uses = window.uses(place.start);
    let is_refused = |one: &usize| window.case(*one).is_some_and(refuses);
    !uses.is_empty() && uses.iter().all(is_refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_that_expects_a_failure_is_told() {
        let is = |text: &str| {
            let start = text.find('§').expect("the sign marks the place");
            is_refused(text, Span { start, end: start + 2 })
        };
        for text in [
            "with pytest.raises(ValueError):\n    Client('§')",
            "assertThrows(X.class, () -> new Client(\"§\"))",
            "self.assertRaises(ValueError, Client, '§')",
            "expect(() => create({ a: § })).toThrow()",
            "expect { Client.new('§') }.to raise_error",
            "await expect(f('§')).rejects.toThrow()",
            "assert!(Client::new(\"§\").is_err());",
            "t.throws(() => new Client('§'))",
        ] {
            assert!(is(text), "{text}");
        }
        for text in [
            "f('§')",
            "raises(X)\n\n\nf('§')",
            "throws(a); f('§')",
            "f('§');\nexpect(x).toThrow()",
            "String get() throws IOException {\n    return call(\"§\");",
            "@Throws(IOException::class)\nfun get() = call(\"§\")",
            "# raises ValueError\nf('§')",
            "/** @throws X */\nf('§')",
        ] {
            assert!(!is(text), "{text}");
        }
    }

    /// Whether the address in a text, which the sign stands for, is one that a test expects to be refused.
    fn is_refused_there(text: &str) -> bool {
        let address = "http://api.example.com";
        let text = text.replace('¤', "https://api.example.com");
        let start = text.find('§').expect("the sign marks the place");
        let text = text.replace('§', address);
        is_refused_address(&text, Span { start, end: start + address.len() })
    }

    #[test]
    fn what_a_test_expects_to_be_refused_is() {
        let told = [
            "def test_http_is_refused(app):\n    app.config['U'] = '§'\n    with raises(X):\n        f()\n",
            "def test_a():\n    url = '§'\n\n    with pytest.raises(ValueError):\n        Client(url)\n",
            "@pytest.mark.parametrize('u', [\n    '§',\n    'ftp://x',\n])\ndef test_a(u):\n    with raises(X):\n        f(u)\n",
            "@pytest.mark.parametrize('u', ['§', 'ftp://x', ''])\ndef test_a(u):\n    with raises(X):\n        f(u)\n",
            "@pytest.mark.parametrize('u,ok', [('§', False), ('¤', True)])\ndef test_a(u, ok):\n    assert is_https(u) == ok\n",
            "def test_a():\n    assert not is_allowed('§')\n",
            "def test_a(client):\n    form = Form({'u': '§'})\n    assert not form.is_valid()\n",
            "def test_a():\n    assert normalize('§') == '¤'\n",
            "class T(Base):\n    def test_a(self):\n        self.settings(u='§')\n        self.assertRaises(X, f)\n\n    def test_b(self):\n        pass\n",
            "PLAIN = '§'\n\n\ndef test_a():\n    with raises(X):\n        f(PLAIN)\n",
            "@pytest.fixture\ndef plain():\n    return '§'\n\n\ndef test_a(plain):\n    with raises(X):\n        f(plain)\n",
            "class T extends TestCase\n{\n    public function testA(): void\n    {\n        $this->expectException(X::class);\n        new Client('§');\n    }\n}\n",
            "class T\n{\n    public static function urls(): array\n    {\n        return [['§']];\n    }\n\n    #[DataProvider('urls')]\n    public function testA(string $u): void\n    {\n        $this->expectException(X::class);\n        new C($u);\n    }\n}\n",
            "it('rejects', function (string $u) {\n    expect(v($u)->fails())->toBeTrue();\n})->with(['§', 'ftp://x']);\n",
            "it('rejects', function () {\n    new Client('§');\n})->throws(X::class);\n",
            "func TestA(t *testing.T) {\n\tif _, err := New(\"§\"); !errors.Is(err, ErrPlain) {\n\t\tt.Fatal()\n\t}\n}\n",
            "func TestA(t *testing.T) {\n\t_, err := New(\"§\")\n\tif err == nil {\n\t\tt.Fatal()\n\t}\n}\n",
            "func TestA(t *testing.T) {\n\t_, err := New(\"§\")\n\trequire.Error(t, err)\n}\n",
            "func TestA(t *testing.T) {\n\ttests := []struct {\n\t\turl string\n\t\twantErr bool\n\t}{\n\t\t{\"¤\", false},\n\t\t{\"§\", true},\n\t}\n\tfor _, tt := range tests {\n\t\tf(tt.url)\n\t}\n}\n",
            "func TestA(t *testing.T) {\n\tcases := []c{\n\t\t{\n\t\t\turl: \"§\",\n\t\t\twantErr: true,\n\t\t},\n\t}\n\trun(cases)\n}\n",
            "var errs = []struct{ in, wantErr string }{{\"§\", \"https required\"}}\n",
            "func TestA(t *testing.T) {\n\tt.Run(\"plain\", func(t *testing.T) {\n\t\tassert.Error(t, f(\"§\"))\n\t})\n}\n",
            "it('refuses http', async () => {\n  const c = new Client({ u: '§' });\n  await expect(c.token()).rejects.toThrow(/https/);\n});\n",
            "it.each(['§', 'ftp://x'])('refuses %s', (u) => {\n  expect(() => f(u)).toThrow();\n});\n",
            "it.each([\n  '§',\n  'ftp://x',\n])('refuses %s', (u) => {\n  expect(() => f(u)).toThrow();\n});\n",
            "test.each([['§', false], ['¤', true]])('%s', (u, ok) => {\n  expect(f(u)).toBe(ok);\n});\n",
            "it('a', () => {\n  process.env.U = '§';\n  expect(() => load()).toThrow('x');\n});\n",
            "it('a', () => {\n  const { error } = s.validate({ U: '§' });\n  expect(error).toBeDefined();\n});\n",
            "it('a', () => {\n  expect(s.safeParse({ u: '§' }).success).toBe(false);\n});\n",
            "func TestA(t *testing.T) {\n\tc, err := New(\"§\")\n\trequire.NoError(t, err)\n\t_, err = c.Token()\n\trequire.ErrorIs(t, err, ErrPlainHTTP)\n}\n",
            "func TestA(t *testing.T) {\n\t_, err := New(\"§\")\n\trequire.Error(t, err)\n\t_, err = New(\"¤\")\n\trequire.NoError(t, err)\n}\n",
            "it('a', () => {\n  assert.rejects(f('§'));\n});\n",
            "const PLAIN = '§';\nit('a', () => { expect(() => new C(PLAIN)).toThrow(); });\n",
            "it('upgrades', () => {\n  expect(f('§')).toBe('¤');\n});\n",
            "class T {\n  @Test void a() {\n    assertThatThrownBy(() -> new C(\"§\")).isInstanceOf(X.class);\n  }\n}\n",
            "class T {\n  @Test(expected = IllegalArgumentException.class)\n  public void a() {\n    new C(\"§\");\n  }\n}\n",
            "class T {\n  @ParameterizedTest\n  @ValueSource(strings = {\"§\", \"ftp://x\"})\n  void a(String u) {\n    assertThrows(X.class, () -> new C(u));\n  }\n}\n",
            "class T {\n  @Test void a() {\n    p.setUrl(\"§\");\n    assertThat(validator.validate(p)).isNotEmpty();\n  }\n}\n",
            "class T {\n    @Test\n    fun `rejects plain http`() {\n        val c = C(\"§\")\n    }\n}\n",
            "public class A {\n    [Theory]\n    [InlineData(\"§\")]\n    public void Rejects(string u) => Assert.Throws<X>(() => new C(u));\n}\n",
            "public class A {\n    [Fact] public void Rejects() {\n        Action act = () => new C(\"§\");\n        act.Should().Throw<X>();\n    }\n}\n",
            "describe C do\n  let(:url) { '§' }\n  it 'rejects' do\n    expect { f(url) }.to raise_error(X)\n  end\nend\n",
            "describe C do\n  it 'rejects' do\n    c = instance_double(D, url: '§')\n    expect { f(c) }.to raise_error(X)\n  end\nend\n",
            "#[test]\nfn https_only() {\n    assert_eq!(C::new(\"§\"), Err(Error::PlainHttp));\n}\n",
            "#[test]\n#[should_panic]\nfn a() {\n    C::new(\"§\");\n}\n",
            "test \"a\" do\n  assert {:error, :insecure} = check(\"§\")\nend\n",
            "test \"a\" do\n  assert_raise X, fn ->\n    new(\"§\")\n  end\nend\n",
            "func testRejectsPlainHTTP() {\n    let c = C(\"§\")\n    XCTAssertNil(c)\n}\n",
            "  Scenario: Plain HTTP is refused\n    Given the base address \"§\"\n    Then an error is shown\n",
        ];
        let missed: Vec<&str> = told.into_iter().filter(|text| !is_refused_there(text)).collect();
        assert!(missed.is_empty(), "{}", missed.join("\n---\n"));
    }

    #[test]
    fn a_test_that_calls_is_none() {
        let called = [
            "def test_a():\n    client = Client('§')\n    assert client.get().ok\n",
            "def test_a():\n    client = Client('§')\n    assert client.get('/x').status_code == 200\n\n\ndef test_b():\n    with raises(X):\n        f()\n",
            "def test_rejects_a_bad_token():\n    client = Client('§', token='bad')\n    with pytest.raises(Unauthorized):\n        client.get()\n",
            "def test_a():\n    client = Client('§')\n    assert not client.list().errors\n",
            "def test_raises_on_http_error():\n    client = Client('§')\n",
            "URL = '§'\n\n\ndef test_a():\n    f(URL)\n\n\ndef test_b():\n    with raises(X):\n        f(URL)\n",
            "url = '§'\n",
            "func TestA(t *testing.T) {\n\tc, err := New(\"§\")\n\trequire.NoError(t, err)\n\tc.Ping()\n}\n",
            "func TestA(t *testing.T) {\n\tc, err := New(\"§\")\n\tif err != nil {\n\t\tt.Fatal(err)\n\t}\n}\n",
            "func TestA(t *testing.T) {\n\ttests := []struct {\n\t\turl string\n\t\twantErr bool\n\t}{\n\t\t{\"ftp://x\", true},\n\t\t{\"§\", false},\n\t}\n}\n",
            "func TestA(t *testing.T) {\n\tt.Run(\"a\", func(t *testing.T) {\n\t\tf(\"§\")\n\t})\n\tt.Run(\"b\", func(t *testing.T) {\n\t\tassert.Error(t, f(\"\"))\n\t})\n}\n",
            "it('lists', async () => {\n  const c = new C({ u: '§' });\n  expect((await c.list()).status).toBe(200);\n});\n\nit('b', () => {\n  expect(f).toThrow();\n});\n",
            "it('a', () => {\n  const c = new C('§');\n  await expect(c.get('/nope')).rejects.toThrow(/404/);\n});\n",
            "class T {\n  @Test void a() {\n    new C(\"§\").ping();\n  }\n\n  @Test void b() {\n    assertThrows(X.class, () -> f());\n  }\n}\n",
            "public class A {\n    [Theory]\n    [InlineData(\"§\")]\n    public void Pings(string u) => new C(u).Ping();\n\n    [Fact]\n    public void Rejects() => Assert.Throws<X>(() => f());\n}\n",
            "describe C do\n  let(:url) { '§' }\n  it 'lists' do\n    expect(f(url)).to eq(1)\n  end\n  it 'rejects' do\n    expect { g }.to raise_error(X)\n  end\nend\n",
            "const BASE: &str = \"§\";\n\nfn get() {\n    call(BASE)\n}\n\n#[test]\nfn a() {\n    assert!(f(\"\").is_err());\n}\n",
            "func TestA(t *testing.T) {\n\tr, err := http.Get(\"§/v1\")\n\trequire.NoError(t, err)\n\trequire.Equal(t, 200, r.StatusCode)\n\t_, err = Parse(\"bad\")\n\trequire.Error(t, err)\n}\n",
            "class T {\n  @Test void a() {\n    var r = http.get(\"§\");\n    assertEquals(200, r.code());\n    assertThrows(X.class, () -> parse(\"bad\"));\n  }\n}\n",
            "public class A {\n    [Fact]\n    public async Task A() {\n        var r = await http.GetAsync(\"§\");\n        r.EnsureSuccessStatusCode();\n        Assert.Throws<X>(() => Parse(\"bad\"));\n    }\n}\n",
            "class T extends TestCase\n{\n    public function testA(): void\n    {\n        $r = get('§');\n        $this->assertSame(200, $r->code());\n        $this->expectException(X::class);\n        parse('bad');\n    }\n}\n",
            "describe C do\n  it 'lists' do\n    r = get('§')\n    expect(r.code).to eq(200)\n    expect { parse('bad') }.to raise_error(X)\n  end\nend\n",
            "def test_a():\n    r = get('§')\n    r.raise_for_status()\n    with raises(ValueError):\n        parse('bad')\n",
            "func TestA(t *testing.T) {\n\t_, err := Get(\"§\")\n\trequire.ErrorIs(t, err, banqup.ErrUnauthorized)\n}\n",
            "const base = \"§\"\n\nfunc TestA(t *testing.T) {\n\t_, err := Get(base)\n\trequire.Error(t, err)\n\trequire.ErrorContains(t, err, \"not found\")\n}\n",
            "it('a', () => {\n  const c = new C('§');\n  expect(() => c.get('/x')).not.toThrow();\n});\n",
            "it('a', () => {\n  const c = new C('§');\n  expect(() => c.get('')).toThrow('invoice id is required');\n});\n",
            "it('a', () => {\n  expect(() => get('§')).toThrow('invoice id is required');\n});\n",
            "def test_a():\n    c = C('§')\n    with pytest.raises(AuthError):\n        c.token()\n",
            "class T(TestCase):\n    def setUp(self):\n        self.client = C('§')\n\n    def test_refuses_a_bad_id(self):\n        with self.assertRaises(ValueError):\n            self.client.invoice('')\n",
            "@pytest.mark.parametrize('base,cid', [('§', ''), ('§', None)])\ndef test_a(base, cid):\n    with pytest.raises(ValueError):\n        C(base, cid)\n",
            "#[test]\n#[should_panic]\nfn a() {\n    let c = C::new(\"§\");\n    c.invoice(\"\").unwrap();\n}\n",
            "class B\n{\n    public function testConnection() {\n        $r = get(\"§\");\n        if ($r === false) throw new \\InvalidArgumentException(\"refused\");\n    }\n}\n",
            "export const BASE = '§';\n\nit('a', () => { expect(() => f(BASE)).toThrow(); });\n",
        ];
        let taken: Vec<&str> = called.into_iter().filter(|text| is_refused_there(text)).collect();
        assert!(taken.is_empty(), "{}", taken.join("\n---\n"));
    }
}
