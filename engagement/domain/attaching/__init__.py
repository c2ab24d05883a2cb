"""Attaching a file: what it is by its content, cleaned of what it tells about its maker, kept outside the web.

`kinds` says what may come in; `cleaning` opens it, and only in a process of its own with little memory and little time
(`apart`); `keeping` is the verb and the folder.
"""
